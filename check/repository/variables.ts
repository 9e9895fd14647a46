/** One `$NAME` or `${NAME…}`; `$$` is a dollar sign. */
const VARIABLE = /\$\$|\$(?:\{([A-Za-z_]\w*)(?:(:?[-?+])([^}]*))?\}|([A-Za-z_]\w*))/g;

/**
 * The text with its variables replaced as Dockerfiles and Compose files do: by their value, or by the one after `:-` that
 * the file gives for want of one. What has neither stays as it is written.
 */
export function expanded(text: string, values: ReadonlyMap<string, string> = new Map()): string {
  return text.replace(VARIABLE, (written, braced?: string, operator?: string, other?: string, bare?: string) => {
    if (written === "$$") return "$";
    const value = values.get(braced ?? bare ?? "");
    switch (operator) {
      case "-":
        return value ?? other ?? "";
      case ":-":
        return value || (other ?? "");
      case "+":
        return value === undefined ? "" : (other ?? "");
      case ":+":
        return value ? (other ?? "") : "";
      default:
        return value ?? written;
    }
  });
}

/** True where a variable is left whose value is not in the file. */
export function hasVariable(text: string): boolean {
  return text.includes("$");
}
