import { expect, it } from "vitest";
import { kubernetesUrl } from "./kubernetes-url.ts";

it.each([
  ["10.96.0.1", "443", "https://10.96.0.1:443"],
  ["kubernetes.default.svc", "6443", "https://kubernetes.default.svc:6443"],
  ["fd00::1", "443", "https://[fd00::1]:443"],
])("the API at %s, port %s, is called at %s", (host, port, url) => {
  expect(kubernetesUrl(host, port)).toBe(url);
});
