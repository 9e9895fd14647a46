import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readStackContext } from "../operate/stack-context.ts";
import { openTunnel } from "../operate/tunnel.ts";
import { runVerb, sentence } from "./verb/run-verb.ts";
import { oneStack } from "./verb/stack-name.ts";

const kitDir = dirname(dirname(fileURLToPath(import.meta.url)));

const help = `npm run tunnel -- STACK [options]    opens the way to a private Kubernetes API through the bastion

Asks OCI for a session of the bastion, which ends by itself, and runs ssh on it. Writes a kubeconfig for it.

  --port PORT               on this machine (default 6443)
  --ssh-public-key FILE     key for the session (default ~/.ssh/id_rsa.pub)
  --kubeconfig FILE         where to write it, 0600 (default ~/.kube/STACK.tunnel.yaml)
  --print                   show the commands, open nothing
  --cwd DIR                 the project in this folder (default this kit)
  --help                    show this

Exit status: 0 closed, 1 refused or failed, 2 wrong arguments.
`;

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: "string", default: "6443" },
      "ssh-public-key": { type: "string", default: join(homedir(), ".ssh", "id_rsa.pub") },
      kubeconfig: { type: "string" },
      print: { type: "boolean", default: false },
      cwd: { type: "string", default: kitDir },
      help: { type: "boolean", default: false },
    },
  });
  const localPort = Number(values.port);
  if (!(Number.isInteger(localPort) && localPort >= 1 && localPort <= 65_535))
    throw new TypeError(`--port ${values.port} is not 1 to 65535`);
  return { ...values, localPort, stack: values.help ? "" : oneStack(positionals) };
}

async function work(args: ReturnType<typeof readArguments>): Promise<number> {
  const options = {
    localPort: args.localPort,
    sshPublicKey: resolve(args["ssh-public-key"]),
    kubeconfig: resolve(args.kubeconfig ?? join(homedir(), ".kube", `${args.stack}.tunnel.yaml`)),
    print: args.print,
  };
  return openTunnel(readStackContext(resolve(args.cwd), args.stack), options, (text) => process.stderr.write(text));
}

await runVerb({ help, read: readArguments, work, failed: (error) => ({ words: sentence(error), status: 1 }) });
