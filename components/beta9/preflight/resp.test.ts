import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeCommand, type Reply, RespError, RespReader } from "./resp.ts";

function encode(reply: Reply): string {
  if (reply === null) return "$-1\r\n";
  if (reply instanceof RespError) return `-${reply.message}\r\n`;
  if (typeof reply === "number") return `:${reply}\r\n`;
  if (typeof reply === "string") return `$${Buffer.byteLength(reply)}\r\n${reply}\r\n`;
  return `*${reply.length}\r\n${reply.map(encode).join("")}`;
}

const { reply: anyReply } = fc.letrec<{ reply: Reply }>((tie) => ({
  reply: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: "binary" }),
    fc.integer({ min: -1e9, max: 1e9 }),
    fc.constant(null),
    fc.stringMatching(/^[A-Z]{2,8} [a-z ]{0,20}$/).map((message) => new RespError(message)),
    fc.array(tie("reply"), { maxLength: 4 }),
  ),
}));

describe("replies of Redis", () => {
  it("are read whole, however the network cuts them", () => {
    const cuts = fc.array(fc.nat(400), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(anyReply, { maxLength: 6 }), cuts, (replies, at) => {
        const bytes = Buffer.from(replies.map(encode).join(""));
        const reader = new RespReader();
        const edges = [0, ...at.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const read = edges.slice(1).flatMap((end, index) => reader.read(bytes.subarray(edges[index], end)));
        expect(read).toEqual(replies);
      }),
      { numRuns: 300 },
    );
  });

  it("come in simple form, too", () => {
    expect(new RespReader().read(Buffer.from("+OK\r\n*-1\r\n:7\r\n"))).toEqual(["OK", null, 7]);
  });

  it.each(["HTTP/1.1 400 Bad Request\r\n", "\x15\x03\x01", ":seven\r\n"])("are none when %j comes", (text) => {
    expect(() => new RespReader().read(Buffer.from(text))).toThrow(/no Redis|no RESP/);
  });

  it("are refused when they grow without end", () => {
    const reader = new RespReader();
    reader.read(Buffer.from("$99999999\r\n"));
    expect(() => reader.read(Buffer.alloc(5 * 1024 * 1024, "x"))).toThrow(/too long/);
  });
});

describe("a command", () => {
  it("counts bytes, not characters", () => {
    expect(encodeCommand(["AUTH", "é"]).toString()).toBe("*2\r\n$4\r\nAUTH\r\n$2\r\né\r\n");
  });
});
