import type { Beta9GpuName } from "../gpu-names.ts";

/** What the program prints before its result. */
const mark = "eu-gpu-cloud-smoke result:";

export interface Work {
  /** What the function doubles. */
  readonly number: number;
  /** Run on a GPU of this name, and say which card it was; `undefined`: on a CPU. */
  readonly gpu: Beta9GpuName | undefined;
}

/** A program of the stock SDK that runs one function on the platform and prints what came back. */
export function renderWork({ number, gpu }: Work): string {
  const resources = gpu === undefined ? "" : `, gpu="${gpu}"`;
  const card =
    gpu === undefined
      ? `""`
      : `subprocess.run(["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"], capture_output=True, text=True, check=True).stdout.strip()`;
  return `import json
import subprocess

from beta9 import function


@function(app="eu-gpu-cloud-smoke", name="smoke", cpu=0.25, memory=256, timeout=600, retries=0${resources})
def work(number):
    return {"doubled": number * 2, "card": ${card}}


if __name__ == "__main__":
    print("${mark}", json.dumps(work.remote(${number})))
`;
}

/** The card that the function saw, empty on a CPU; `undefined` when the output holds no right result. */
export function cardIn(output: string, { number }: Work): string | undefined {
  const line = output.split("\n").find((each) => each.startsWith(mark));
  const [, doubled, card] = /^ \{"doubled": (\d+), "card": "(.*)"\}$/.exec(line?.slice(mark.length) ?? "") ?? [];
  return doubled === String(number * 2) ? card : undefined;
}
