import * as z from "zod/mini";

const port = z.int().check(z.minimum(1), z.maximum(65535));
const text = z.string().check(z.minLength(1));

/** The part of the gateway's settings that is proved before it starts. Secret: it stands in a Secret's file. */
export const preflightSettings = z.strictObject({
  redis: z.strictObject({ host: text, port, username: text, password: text }),
  postgres: z.strictObject({ host: text, port }),
  encryptionKey: z.string(),
  /** PEM of authorities to trust beside the public ones. */
  authorities: z.array(text),
});

export type PreflightSettings = z.infer<typeof preflightSettings>;
