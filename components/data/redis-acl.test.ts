import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { renderRedisAcl } from "./redis-acl.ts";

const passwords = { gateway: "canary-gateway", probe: "canary-probe", backup: "canary-backup" };
const acl = renderRedisAcl(passwords);

describe("the ACL file", () => {
  it("holds no password in clear, only its SHA-256", () => {
    expect(acl).not.toContain("canary");
    for (const password of Object.values(passwords)) {
      expect(acl).toContain(`#${createHash("sha256").update(password).digest("hex")}`);
    }
  });

  it("switches the default user off and gives nobody the administrator's commands", () => {
    expect(acl.replace(/#[0-9a-f]{64}/g, "#…")).toMatchInlineSnapshot(`
      "user default reset off
      user beta9 reset on #… ~* &* +@all -@admin -@dangerous +config|get +info
      user probe reset on #… -@all +ping
      user backup reset on #… -@all +ping +role +replconf +sync +psync
      "
    `);
  });
});
