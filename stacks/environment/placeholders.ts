import type { Environment } from "../environment.ts";
import { Draft } from "./draft.ts";
import type { Issue } from "./issue.ts";

/** `replace-me…` anywhere, example names, and the address ranges that RFC 5737 keeps for documentation. */
const placeholder = /replace-me|(^|[.@/])example\.(eu|com|org|net)([:/]|$)|^(192\.0\.2|198\.51\.100|203\.0\.113)\./i;

/**
 * Values that stand for something the owner of the environment has yet to fill in. A plan goes on with them and says
 * so; `pulumi up` does not.
 */
export function placeholderIssues(environment: Environment): Issue[] {
  return placeholders(new Draft(environment));
}

function placeholders(field: Draft): Issue[] {
  const own =
    field.text !== undefined && placeholder.test(field.text)
      ? [field.issue("is a placeholder", { suggestion: "fill it in before pulumi up" })]
      : [];
  return [...own, ...field.members.flatMap(placeholders)];
}
