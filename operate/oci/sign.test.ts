import { createPrivateKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { signedHeaders } from "./sign.ts";

/** Key of appendix C of draft-cavage-http-signatures-08, which Oracle's page "Request Signatures" signs its examples with. */
const privateKey = createPrivateKey({
  format: "der",
  type: "pkcs1",
  key: Buffer.from(
    `MIICXgIBAAKBgQDCFENGw33yGihy92pDjZQhl0C36rPJj+CvfSC8+q28hxA161QFNUd13wuCTUcq0Qd2qsBe/2hFyc2DCJJg0h1L78+6Z4UMR7EOcpfd
    UE9Hf3m/hs+FUR45uBJeDK1HSFHD8bHKD6kv8FPGfJTotc+2xjJwoYi+1hqp1fIekaxsyQIDAQABAoGBAJR8ZkCUvx5kzv+utdl7T5MnordT1TvoXXJG
    XK7ZZ+UuvMNUCdN2QPc4sBiAQWvLw1cSKt5DsKZ8UETpYPy8pPYnnDEz2dDYiaew9+xEpubyeW2oH4Zx71wqBtOKkqwrXa/pzdpiucRRjk6vE6YY7EBB
    s/g7uanVpGibOVAEsqH1AkEA7DkjVH28WDUgf1nqvfn2Kj6CT7nIcE3jGJsZZ7zlZmBmHFDONMLUrXR/Zm3pR5m0tCmBqa5RK95u412jt1dPIwJBANJT
    3v8pnkth48bQo/fKel6uEYyboRtA5/uHuHkZ6FQF7OUkGogcmSJluOdc5t6hI1VsLn0QZEjQZMEOWr+wKSMCQQCC4kXJEsHAve77oP6HtG/IiEn7kpyU
    XRNvFsDE0czpJJBvL/aRFUJxuRK91jhjC68sA7NsKMGg5OXb5I5Jj36xAkEAgIT7aFOYBFwGgQAQkWNKLvySgKbAZRTeLBacpHMuQdl1DfdntvAyqpAZ
    0lY0RKmWG6aFKaqQfOXKCyWoUiVknQJAXrlgySFci/2ueKlIE1QqIiLSZ8V8OlpFLRnb1pzI7U1yQXnTAEFYM560yJlzUpOb1V4cScGd365tiSMvxLOv
    TA==`,
    "base64",
  ),
});

const keyId =
  "ocid1.tenancy.oc1..aaaaaaaaba3pv6wkcr4jqae5f15p2b2m2yt2j6rx32uzr4h25vqstifsfdsq/" +
  "ocid1.user.oc1..aaaaaaaat5nvwcna5j6aqzjcaty5eqbb6qt2jvpkanghtgdaqedqw3rynjq/" +
  "20:3b:97:13:55:1c:5b:0d:d3:37:d8:50:4e:c5:3a:34";
const compartment = "ocid1.compartment.oc1..aaaaaaaam3we6vgnherjq5q2idnccdflvjsnog7mlr6rtdb25gilchfeyjxa";
const volume = "ocid1.volume.oc1.phx.abyhqljrgvttnlx73nmrwfaux7kcvzfs3s66izvxf2h4lgvyndsdsnoiwr5q";
const date = "Thu, 05 Jan 2014 21:31:40 GMT";
const host = "https://iaas.us-phoenix-1.oraclecloud.com";

const partOf = (headers: Readonly<Record<string, string>>, name: string) =>
  new RegExp(`${name}="([^"]*)"`).exec(headers.authorization ?? "")?.[1];

describe("a signed request", () => {
  it("is signed as in Oracle's example of a GET", () => {
    const query = `availabilityDomain=Pjwf%3A%20PHX-AD-1&compartmentId=${compartment}&displayName=TeamXInstances&volumeId=${volume}`;
    const url = new URL(`${host}/20160918/instances?${query}`);
    const headers = signedHeaders({ method: "GET", url, date }, { keyId, privateKey });
    expect(Object.keys(headers)).toEqual(["date", "authorization"]);
    expect(partOf(headers, "headers")).toBe("date (request-target) host");
    expect(partOf(headers, "keyId")).toBe(keyId);
    expect(partOf(headers, "signature")).toBe(
      "GBas7grhyrhSKHP6AVIj/h5/Vp8bd/peM79H9Wv8kjoaCivujVXlpbKLjMPeDUhxkFIWtTtLBj3sUzaFj34XE6YZAHc9r2DmE4pMwOAy/kiITcZxa1oHPOeRheC0jP2dqbTll8fmTZVwKZOKHYPtrLJIJQHJjNvxFWeHQjMaR7M=",
    );
  });

  it("is signed with its body as in Oracle's example of a POST", () => {
    const instance = "ocid1.instance.oc1.phx.abuw4ljrlsfiqw6vzzxb43vyypt4pkodawglp3wqxjqofakrwvou52gb6s5a";
    const body = `{\n    "compartmentId": "${compartment}",\n    "instanceId": "${instance}",\n    "volumeId": "${volume}"\n}`;
    const url = new URL(`${host}/20160918/volumeAttachments`);
    const headers = signedHeaders({ method: "POST", url, body, date }, { keyId, privateKey });
    expect(headers).toMatchObject({
      "content-length": "316",
      "content-type": "application/json",
      "x-content-sha256": "V9Z20UJTvkvpJ50flBzKE32+6m2zJjweHpDMX/U4Uy0=",
    });
    expect(partOf(headers, "signature")).toBe(
      "Mje8vIDPlwIHmD/cTDwRxE7HaAvBg16JnVcsuqaNRim23fFPgQfLoOOxae6WqKb1uPjYEl0qIdazWaBy/Ml8DRhqlocMwoSXv0fbukP8J5N80LCmzT/FFBvIvTB91XuXI3hYfP9Zt1l7S6ieVadHUfqBedWH0itrtPJBgKmrWso=",
    );
  });
});
