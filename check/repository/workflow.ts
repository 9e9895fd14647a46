import { isRecord } from "./record.ts";

/** How workflows and actions write that a step, or an action, is an image. */
const DOCKER = /^docker:\/\//;

/**
 * A workflow without the comments that its steps write, and with what its forge adds: where actions come from, and who signs
 * the tokens of its jobs.
 */
export function workflow(content: Record<string, unknown>, onGithub: boolean): unknown {
  if (!isRecord(content.jobs)) return content;
  const jobs = Object.entries(content.jobs).map(([name, job]) => {
    if (!isRecord(job)) return [name, job];
    const silent = { ...job, ...(Array.isArray(job.steps) && { steps: job.steps.map(withoutComment).map(withImage) }) };
    return [name, onGithub ? githubJob(silent, content) : silent];
  });
  return { ...content, jobs: Object.fromEntries(jobs) };
}

/** What an action writes into an issue, a merge request or a release is read by people. */
function withoutComment(step: unknown): unknown {
  if (!isRecord(step) || !isRecord(step.with)) return step;
  const { body: _, ...inputs } = step.with;
  return { ...step, with: inputs };
}

function githubJob(job: Record<string, unknown>, { permissions }: Record<string, unknown>): unknown {
  const allowed = job.permissions ?? permissions;
  const signs = allowed === "write-all" || (isRecord(allowed) && allowed["id-token"] === "write");
  return {
    ...job,
    ...sourceOf(job),
    ...(Array.isArray(job.steps) && { steps: job.steps.map(withSource) }),
    ...(signs && { permissions: { "id-token": "write", issuerUrl: "https://token.actions.githubusercontent.com" } }),
  };
}

/** `uses: owner/name@v1` names no host and means GitHub's; `https://git.example.eu/owner/name@v1` names one. */
function sourceOf(step: unknown): { readonly uses?: string } {
  if (!isRecord(step) || typeof step.uses !== "string" || /^(\.|[a-z]+:\/\/)/.test(step.uses)) return {};
  return { uses: `https://github.com/${step.uses}` };
}

function withSource(step: unknown): unknown {
  return isRecord(step) ? { ...step, ...sourceOf(step) } : step;
}

/** `uses: docker://image:tag` runs that image, on every forge. */
function withImage(step: unknown): unknown {
  const image = isRecord(step) && typeof step.uses === "string" ? step.uses.split(DOCKER)[1] : undefined;
  return isRecord(step) && image !== undefined ? { ...step, uses: { image } } : step;
}

/**
 * An action of the repository's own as its steps, or as the image that it is. One that a Dockerfile beside it builds, or that
 * is a program of the repository's, fetches nothing by itself.
 */
export function action(content: Record<string, unknown>, onGithub: boolean): unknown {
  const { runs } = content;
  if (!isRecord(runs)) return {};
  const { image, steps, ...rest } = runs;
  const pulled = typeof image === "string" ? image.split(DOCKER)[1] : undefined;
  const shown = Array.isArray(steps) ? steps.map(withoutComment).map(withImage) : [];
  return {
    runs: {
      ...rest,
      ...(pulled !== undefined && { image: pulled }),
      steps: onGithub ? shown.map(withSource) : shown,
    },
  };
}
