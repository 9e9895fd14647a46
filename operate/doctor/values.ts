import { issueText } from "../../stacks/environment/issue.ts";
import { placeholderIssues } from "../../stacks/environment/placeholders.ts";
import type { StackContext } from "../stack-context.ts";
import type { Check } from "./check.ts";

/** What the owner of the environment has yet to fill in. */
export function placeholderChecks({ environment, stack }: StackContext): readonly Check[] {
  return [
    {
      id: "file.placeholders",
      blocks: true,
      run: async () => {
        const issues = placeholderIssues(environment);
        if (issues.length === 0) return { status: "ok", what: `Pulumi.${stack}.yaml is filled in` };
        const lines = issues.map(
          (issue) =>
            `\n    ${issueText({ path: issue.path, message: issue.message, ...(issue.value === undefined ? {} : { value: issue.value }) })}`,
        );
        return {
          status: "failed",
          what: `Pulumi.${stack}.yaml has ${issues.length} values that stand for something else:${lines.join("")}`,
          next: "fill them in",
        };
      },
    },
  ];
}
