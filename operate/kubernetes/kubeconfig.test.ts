import { describe, expect, it } from "vitest";
import { clusterAccess, withServer } from "./kubeconfig.ts";

const text = `
current-context: a
contexts:
  - { name: a, context: { cluster: one, user: jo } }
  - { name: b, context: { cluster: gone, user: jo } }
clusters:
  - { name: one, cluster: { server: "https://10.16.147.5:6443", certificate-authority-data: Y2E= } }
users:
  - { name: jo, user: { token: hidden } }
`;

describe("a kubeconfig", () => {
  it("gives the context that is named, or the current one", () => {
    expect(clusterAccess(text, "a", "file")).toEqual(clusterAccess(text, undefined, "file"));
    expect(clusterAccess(text, "a", "file")).toMatchObject({
      cluster: { server: "https://10.16.147.5:6443" },
      user: { token: "hidden" },
    });
  });

  it.each([
    ["c", text, /file has no context "c"; it has a, b/],
    ["b", text, /context b names no cluster of the file/],
    ["a", "just words", /file is no kubeconfig/],
    ["a", "{ contexts: 5 }", /file is no kubeconfig/],
    ["a", ": [", /file is no kubeconfig/],
  ])("is refused for %s in words, without credentials", (context, content, words) => {
    expect(() => clusterAccess(content, context, "file")).toThrow(words);
    expect(() => clusterAccess(content, context, "file")).not.toThrow(/hidden/);
  });

  it("leads through a tunnel and still checks the certificate of the real endpoint", () => {
    expect(withServer(text, "https://127.0.0.1:7443", "10.16.147.5")).toMatchObject({
      "current-context": "a",
      clusters: [
        {
          name: "one",
          cluster: {
            server: "https://127.0.0.1:7443",
            "tls-server-name": "10.16.147.5",
            "certificate-authority-data": "Y2E=",
          },
        },
      ],
    });
  });
});
