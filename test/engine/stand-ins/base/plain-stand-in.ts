import { difference } from "./differences.ts";
import type { StandIn } from "./stand-in.ts";

/** What all stand-ins share that take inputs as they are and have no functions, and how they look up a type. */
export function plainStandIn<T>(packageName: string, resources: Readonly<Record<string, T>>) {
  const unknown = (what: string) => new Error(`the stand-in for ${packageName} does not know the ${what}`);
  const resource = (type: string): T => {
    const found = resources[type];
    if (found === undefined) throw unknown(`type ${type}`);
    return found;
  };
  const standIn: Pick<StandIn, "package" | "check" | "diff" | "invoke"> = {
    package: packageName,
    check: (type, wanted) => {
      resource(type);
      return wanted;
    },
    diff: (type, known, wanted) => difference(type, known, wanted),
    invoke: (token) => {
      throw unknown(`function ${token}`);
    },
  };
  return { resource, standIn };
}
