import { exitCodes, type Finding } from "./finding.ts";
import { nextBytes, openPlain, openTls, type Server } from "./secure-socket.ts";

/** Length 8 and the code of SSLRequest, 80877103: https://www.postgresql.org/docs/current/protocol-message-formats.html */
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/**
 * Asks PostgreSQL for TLS and shakes hands. Signing in is left to the gateway, which says clearly when it can not. The
 * certificate is not verified because Beta9 can not verify it either (`sslmode=require`).
 */
export async function checkPostgres(target: Server): Promise<Finding[]> {
  const where = `PostgreSQL at ${target.host}:${target.port}`;
  const finding = (code: Finding["code"], message: string) => [{ code, message: `${where}: ${message}` }];
  try {
    const socket = await openPlain(target);
    try {
      socket.write(sslRequest);
      const answer = (await nextBytes(socket)).toString("latin1");
      if (answer === "N") {
        return finding(exitCodes.postgresWithoutTls, "it offers no TLS, which Beta9 is told to require; set ssl = on");
      }
      // More than one byte was sent before the handshake: CVE-2021-23222.
      if (answer !== "S") return finding(exitCodes.postgresUnreachable, "what answers is no PostgreSQL");
      const tls = await openTls(target, { socket, verify: false });
      tls.destroy();
      return [];
    } finally {
      socket.destroy();
    }
  } catch (error) {
    return finding(exitCodes.postgresUnreachable, (error as Error).message);
  }
}
