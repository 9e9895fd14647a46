/** One number, as a line. */
export function report(what: string, value: number, unit: string, note = ""): void {
  console.log(`${what.padEnd(44)} ${value.toFixed(2).padStart(8)} ${unit}${note === "" ? "" : `   ${note}`}`);
}
