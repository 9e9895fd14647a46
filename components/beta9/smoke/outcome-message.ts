import protobuf from "google-protobuf";
import type { GrpcAnswer } from "./wire.ts";

/** Numbers of `bool ok` and `string err_msg`, which Beta9's answers of this kind begin with. */
const fields = { ok: 1, errMsg: 2 } as const;

/** Why a gRPC answer is no yes, in the gateway's words; `undefined` when it is one. */
export function refusalIn(answer: GrpcAnswer): string | undefined {
  if ("code" in answer) return `status ${answer.code}, ${answer.words}`;
  const reader = new protobuf.BinaryReader(new Uint8Array(answer.message));
  let ok = false;
  let words = "ok: false";
  while (reader.nextField()) {
    if (reader.isEndGroup()) break;
    if (reader.getFieldNumber() === fields.ok) ok = reader.readBool();
    else if (reader.getFieldNumber() === fields.errMsg) words = reader.readString() || words;
    else reader.skipField();
  }
  return ok ? undefined : words;
}

/** A message whose only field is a name, number 1. */
export function nameMessage(name: string): Buffer {
  const writer = new protobuf.BinaryWriter();
  writer.writeString(1, name);
  return Buffer.from(writer.getResultBuffer());
}
