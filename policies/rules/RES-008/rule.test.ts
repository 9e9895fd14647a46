import { describe, expect, it } from "vitest";
import { objections } from "../../engine/testing/objections.ts";
import { backupDestination } from "./rule.ts";

const said = (type: string, properties: unknown) => objections(backupDestination, { type, properties });

describe("RES-008 backup-destination", () => {
  it("asks for hosts that backups go to, and for no others", () => {
    const settings = (data: Readonly<Record<string, string>>) => said("kubernetes:core/v1:ConfigMap", { data });
    const VIRGINIA = "https://s3.us-east-1.amazonaws.com/acme";
    expect(settings({ RESTIC_REPOSITORY: `s3:${VIRGINIA}` })).toEqual(["data.RESTIC_REPOSITORY"]);
    expect(settings({ ASSETS_URL: VIRGINIA })).toEqual([]);
  });
});
