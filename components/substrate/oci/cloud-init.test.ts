import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { renderNodeUserData } from "./cloud-init.ts";

const gpuNode = {
  pool: "l40s",
  taints: ["nvidia.com/gpu=present:NoSchedule"],
  mirror: "registry.example.eu/mirror",
  gpu: true,
};

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});

/** Runs a script for real, below a directory of its own and with stand-ins for everything that needs a machine. */
function runOnNode(script: string, { growfs = "exit 0" } = {}) {
  const root = mkdtempSync(join(tmpdir(), "node-"));
  roots.push(root);
  const calls = join(root, "calls");
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    chmodSync(join(root, path), 0o755);
  };
  const okeInit = `printf 'oke-init' >>${calls}; printf ' <%s>' "$@" >>${calls}; echo >>${calls}`;
  put("bin/curl", `#!/bin/bash\necho curl "\${@: -1}" >>${calls}\nbase64 <<'END'\n${okeInit}\nEND\n`);
  put("bin/systemctl", `#!/bin/bash\necho systemctl "$@" >>${calls}\n`);
  put("bin/sysctl", `#!/bin/bash\necho sysctl >>${calls}\n`);
  put("usr/libexec/oci-growfs", `#!/bin/bash\necho growfs "$@" >>${calls}\n${growfs}\n`);
  put("etc/chrony.conf", "pool 2.pool.ntp.example iburst\nserver 169.254.169.254 iburst\nmakestep 1.0 3\n");
  put("etc/yum.repos.d/ol8.repo", "[ol8_baseos]\nenabled=1\n[ol8_appstream]\nenabled = 1\ngpgcheck=1\n");
  put("var/run/.keep", "");
  const confined = script.replaceAll(/(?<=[ >=\n])\/(etc|var|usr)\//g, `${root}/$1/`);
  execFileSync("bash", ["-c", confined], {
    env: { PATH: `${root}/bin:${process.env.PATH}` },
    stdio: "pipe",
  });
  return {
    calls: readFileSync(calls, "utf8").trimEnd().split("\n"),
    read: (path: string) => readFileSync(join(root, path), "utf8"),
  };
}

/** Everything that looks like a host: dotted names with a letter-only end, and IPv4 addresses. File names left out. */
function hosts(script: string): Set<string> {
  const words = script.match(/[\w-]+(\.[\w-]+)+/g) ?? [];
  return new Set(words.filter((word) => !/\.(conf|d|repo|sh|timer|image|runtime|max_user_namespaces)$/.test(word)));
}

describe("start-up script of a node", () => {
  it("grows the disk before kubelet measures it, and ends in OKE's own script with the taint", () => {
    const { calls } = runOnNode(renderNodeUserData(gpuNode));
    expect(calls).toEqual([
      "sysctl",
      "systemctl disable --now --quiet dnf-makecache.timer",
      "systemctl restart chronyd",
      "growfs -y",
      "curl http://169.254.169.254/opc/v2/instance/metadata/oke_init_script",
      "oke-init <--kubelet-extra-args> <--register-with-taints=nvidia.com/gpu=present:NoSchedule>",
    ]);
  });

  it("joins the cluster although there is nothing to grow", () => {
    const { calls } = runOnNode(renderNodeUserData(gpuNode), { growfs: "exit 1" });
    expect(calls.at(-1)).toContain("oke-init");
  });

  it("leaves OKE's script without flags when there are none", () => {
    const { calls } = runOnNode(renderNodeUserData({ ...gpuNode, taints: [], gpu: false }));
    expect(calls.at(-1)).toBe("oke-init <>");
  });

  it("takes time from the metadata service alone and disables every package repository", () => {
    const { read } = runOnNode(renderNodeUserData(gpuNode));
    expect(read("etc/chrony.conf")).toBe("makestep 1.0 3\nserver 169.254.169.254 iburst\n");
    expect(read("etc/yum.repos.d/ol8.repo")).toBe("[ol8_baseos]\nenabled=0\n[ol8_appstream]\nenabled=0\ngpgcheck=1\n");
  });

  it("refuses short image names and asks the mirror with TLS", () => {
    const { read } = runOnNode(renderNodeUserData(gpuNode));
    expect(read("etc/crio/crio.conf.d/11-short-names.conf")).toBe('[crio.image]\nshort_name_mode = "disabled"\n');
    expect(read("etc/containers/registries.conf.d/50-mirror.conf")).toMatchInlineSnapshot(`
      "unqualified-search-registries = []

      [[registry]]
      prefix = "registry.example.eu/mirror"
      location = "registry.example.eu/mirror"
      insecure = false
      "
    `);
  });

  it("sends the registries that it is told to the mirror, with no way back to them", () => {
    const script = renderNodeUserData({ ...gpuNode, upstreamRegistries: ["images.example.com"] });
    expect(runOnNode(script).read("etc/containers/registries.conf.d/50-mirror.conf")).toContain(
      '[[registry]]\nprefix = "images.example.com"\nlocation = "registry.example.eu/mirror/images.example.com"\n',
    );
  });

  it("lifts the limits of pinned memory and user namespaces on GPU nodes only", () => {
    const { read } = runOnNode(renderNodeUserData(gpuNode));
    expect(read("etc/crio/crio.conf.d/12-memlock.conf")).toContain('default_ulimits = ["memlock=-1:-1"]');
    expect(read("etc/sysctl.d/90-user-namespaces.conf")).toBe("user.max_user_namespaces = 28633\n");
    const cpuNode = renderNodeUserData({ ...gpuNode, gpu: false });
    expect(cpuNode).not.toMatch(/memlock|user_namespaces/);
  });

  it("names no host but the metadata service and the mirror", () => {
    const script = renderNodeUserData({ ...gpuNode, taints: [] });
    expect(hosts(script)).toEqual(new Set(["169.254.169.254", "registry.example.eu"]));
    expect(script).not.toMatch(/opc\/v1/);
  });

  it("hands every flag to kubelet exactly as it was written, or refuses it", () => {
    const flag = fc.string({ unit: fc.constantFrom(..."ab-=.,:/'\"\\ $%`#\n!*(){}[]&|;<>~?".split("")), minLength: 1 });
    fc.assert(
      fc.property(fc.array(flag, { minLength: 1, maxLength: 3 }), (flags) => {
        let script: string;
        try {
          script = renderNodeUserData({ ...gpuNode, taints: [], kubeletExtraArgs: flags });
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          expect(flags.some((text) => /['"\\ $%`#\n]/.test(text))).toBe(true);
          return;
        }
        const call = script.trimEnd().split("\n").at(-1) ?? "";
        const seen = execFileSync("bash", ["-c", call.replace("bash ", "printf '%s\\0' ")], { encoding: "utf8" });
        expect(seen.split("\0").slice(1, 3)).toEqual(["--kubelet-extra-args", flags.join(" ")]);
      }),
    );
  });

  it.each(["a b", 'a"b', "a\nEND", "a'b", ""])("refuses the mirror %j, which would change the script", (mirror) => {
    expect(() => renderNodeUserData({ ...gpuNode, mirror })).toThrow(RangeError);
  });
});
