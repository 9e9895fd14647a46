import { z } from "zod";
import { hostName, registryPrefix, secretText, wholeNumber } from "./fields.ts";

/** Where every image comes from, and who fills it. */
export const images = z.strictObject({
  /** Registry host and path that everything is pulled from. */
  mirror: registryPrefix,
  /** Login that may push to the mirror: then the kit builds its own images into it. @default somebody else fills it */
  push: z.strictObject({ username: z.string().min(1), password: secretText }).optional(),
  /** Login that may pull from the mirror, for pods and builds. @default the mirror asks for none */
  pull: z.strictObject({ username: z.string().min(1), password: secretText }).optional(),
  /** Where the mirror serves CPython for images without Python, with Beta9's template fields. @default nowhere */
  pythonArchiveUrl: z.url({ protocol: /^https$/ }).optional(),
  /** Copy every upstream image into the mirror, by the digests of the lock. */
  copy: z.boolean().default(false),
  /** Platform of the nodes that the kit's own images run on. */
  platform: z.enum(["linux/amd64", "linux/arm64"]).default("linux/amd64"),
});

/** The registry that Beta9 pushes built images to. */
export const registry = z
  .strictObject({
    /** @default `registry.<edge.domain>` */
    host: hostName.optional(),
    /** So many of the images that were used last stay, whatever their age. */
    keepLast: wholeNumber(1, 10_000).default(20),
    /** Images used within so many days stay. */
    keepDays: wholeNumber(7, 3650).default(90),
  })
  .prefault({});
