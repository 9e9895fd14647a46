import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { get } from "node:https";
import { join } from "node:path";
import { provide } from "../../tools/toolchain/provide.ts";
import { certificate, freePort } from "../loopback.ts";

export const s3Keys = { id: "AKIDTEST0001", secret: "s3-secret-0123456789abcdef" };

/** An S3 store over TLS whose buckets are folders: what lies in them can be looked at, and aged. */
export class S3Server {
  readonly port: number;
  readonly caFile: string;
  readonly region = "eu-test-1";
  readonly #root: string;
  readonly #process: ChildProcess;

  private constructor(root: string, port: number, caFile: string, process: ChildProcess) {
    this.#root = root;
    this.port = port;
    this.caFile = caFile;
    this.#process = process;
  }

  static async start(directory: string, buckets: readonly string[]): Promise<S3Server> {
    const binary = await provide("versitygw");
    const [root, metadata] = [join(directory, "buckets"), join(directory, "metadata")];
    for (const folder of [root, metadata, ...buckets.map((bucket) => join(root, bucket))]) mkdirSync(folder);
    const { ca, crt, key } = certificate(directory);
    const port = await freePort();
    const server = new S3Server(
      root,
      port,
      ca,
      spawn(
        binary,
        [
          ...["--port", `127.0.0.1:${port}`, "--cert", crt, "--key", key, "--region", "eu-test-1", "--quiet"],
          // Metadata in files: not every file system has extended attributes.
          ...["posix", "--sidecar", metadata, root],
        ],
        {
          env: { PATH: process.env.PATH, ROOT_ACCESS_KEY: s3Keys.id, ROOT_SECRET_KEY: s3Keys.secret },
          stdio: "ignore",
        },
      ),
    );
    await server.#ready();
    return server;
  }

  get endpoint(): string {
    return `https://localhost:${this.port}`;
  }

  /** Where the store keeps an object. */
  file(bucket: string, key: string): string {
    return join(this.#root, bucket, key);
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    await gone;
  }

  /** It says nothing when it listens, so it is asked until it answers or ends. */
  async #ready(): Promise<void> {
    const answers = () =>
      new Promise<boolean>((done) => {
        get({ port: this.port, host: "127.0.0.1", rejectUnauthorized: false, agent: false }, (response) => {
          response.resume();
          done(true);
        }).once("error", () => done(false));
      });
    while (!(await answers())) {
      if (this.#process.exitCode !== null) throw new Error(`versitygw ended with ${this.#process.exitCode}`);
    }
  }
}
