import { secretFields } from "../stacks/config.ts";
import { pathText } from "../stacks/environment/path.ts";
import { Refusal } from "./refusal.ts";

/**
 * Secrets by path, from lines `PATH=VALUE`.
 * @throws Refusal for a line that is not one, or a path that holds no secret; it never repeats a value
 */
export function parseGivenSecrets(text: string): Readonly<Record<string, string>> {
  const known = secretFields.map((segments) => pathText(segments));
  const given: Record<string, string> = {};
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === "") continue;
    const at = line.indexOf("=");
    if (at <= 0) throw new Refusal(`line ${index + 1} of standard input is not PATH=VALUE`, "one secret a line");
    const path = line.slice(0, at);
    if (!known.includes(path)) {
      throw new Refusal(
        `line ${index + 1} of standard input names no secret of the configuration`,
        `it is one of ${known.join(", ")}`,
      );
    }
    given[path] = line.slice(at + 1);
  }
  return given;
}
