import rows from "../../data/providers.json" with { type: "json" };

/** What a Pulumi package talks to. */
export interface Provider {
  readonly package: string;
  /** Pattern of the vendor table's row that stands for the company; `null` when the package serves no one's cloud. */
  readonly vendor: string | null;
  /** Name of the provider in the region table. */
  readonly regions?: string;
  /** Properties of the provider that say where it works. */
  readonly regionKeys?: readonly string[];
  /** True when a missing region is decided outside the program: environment, a file on somebody's machine. */
  readonly regionRequired?: boolean;
  readonly note?: string;
}

const byPackage = new Map((rows as readonly Provider[]).map((row) => [row.package, row]));

export function providerOf(packageName: string): Provider | undefined {
  return byPackage.get(packageName);
}
