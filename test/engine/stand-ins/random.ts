import { randomBytes, randomInt } from "node:crypto";
import { computedStandIn } from "./base/computed.ts";
import { serveStandIn } from "./base/serve.ts";

interface PasswordInputs {
  readonly length: number;
  readonly special?: boolean;
  readonly overrideSpecial?: string;
  readonly minLower?: number;
  readonly minUpper?: number;
  readonly minNumeric?: number;
  readonly minSpecial?: number;
}

const letters = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";
const signs = "!@#$%&*()-_=+[]{}<>:?";

function password(inputs: PasswordInputs): string {
  const special = (inputs.special ?? true) ? (inputs.overrideSpecial ?? signs) : "";
  const least = (alphabet: string, count = 0) => Array.from({ length: count }, () => pick(alphabet));
  const required = [
    ...least(letters, inputs.minLower),
    ...least(letters.toUpperCase(), inputs.minUpper),
    ...least(digits, inputs.minNumeric),
    ...least(special, inputs.minSpecial),
  ];
  const rest = least(letters + letters.toUpperCase() + digits + special, inputs.length - required.length);
  return shuffled([...required, ...rest]).join("");
}

/** Text of bcrypt's form. It is no hash of the password: nothing here logs in with it. */
function bcryptLike(): string {
  return `$2a$10$${randomBytes(40).toString("base64").replaceAll(/[+=]/g, ".").slice(0, 53)}`;
}

function pick(alphabet: string): string {
  return alphabet.charAt(randomInt(alphabet.length));
}

function shuffled(characters: string[]): string[] {
  for (let last = characters.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? "", characters[last] ?? ""];
  }
  return characters;
}

await serveStandIn(
  computedStandIn("random", {
    "random:index/randomPassword:RandomPassword": {
      make: (inputs) => {
        const result = password(inputs as unknown as PasswordInputs);
        return { id: "none", outputs: { result, bcryptHash: bcryptLike() } };
      },
      secretOutputs: ["result", "bcryptHash"],
    },
    "random:index/randomBytes:RandomBytes": {
      make: ({ length }) => {
        const bytes = randomBytes(length as number);
        return { id: "none", outputs: { base64: bytes.toString("base64"), hex: bytes.toString("hex") } };
      },
      secretOutputs: ["base64", "hex"],
    },
    "random:index/randomId:RandomId": {
      make: ({ byteLength, prefix = "" }) => {
        const bytes = randomBytes(byteLength as number);
        const outputs = {
          hex: `${prefix}${bytes.toString("hex")}`,
          b64Std: `${prefix}${bytes.toString("base64")}`,
          b64Url: `${prefix}${bytes.toString("base64url")}`,
          dec: `${prefix}${BigInt(`0x${bytes.toString("hex")}`)}`,
        };
        return { id: bytes.toString("base64url"), outputs };
      },
      secretOutputs: [],
    },
  }),
);
