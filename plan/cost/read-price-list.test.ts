import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { PriceListError } from "./price-list.ts";
import { readPriceList } from "./read-price-list.ts";

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

/** Address of a real server on this machine that answers like this. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/products/?currencyCode=USD`;
}

const json = (body: unknown) => serve((_, response) => response.end(JSON.stringify(body)));

async function failure(url: string, timeoutMs?: number): Promise<string> {
  const error = await readPriceList(url, timeoutMs).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(PriceListError);
  return (error as PriceListError).message;
}

describe("reading the price list", () => {
  it("asks for JSON at the address and returns its items and its day", async () => {
    const asked: unknown[] = [];
    const url = await serve((request, response) => {
      asked.push([request.url, request.headers.accept]);
      response.end(JSON.stringify({ lastUpdated: "2031-02-03T00:00:00Z", items: [{ partNumber: "B00001" }] }));
    });
    expect(await readPriceList(url)).toEqual({
      lastUpdated: "2031-02-03T00:00:00Z",
      items: [{ partNumber: "B00001" }],
    });
    expect(asked).toEqual([["/products/?currencyCode=USD", "application/json"]]);
  });

  it("follows the pages to the last one", async () => {
    const url = await serve((request, response) => {
      const offset = Number(new URL(request.url ?? "", "http://x").searchParams.get("offset") ?? 0);
      const more = offset < 2;
      const links = more ? [{ rel: "next", href: `?offset=${offset + 1}` }] : [];
      response.end(JSON.stringify({ items: [offset], hasMore: more, links }));
    });
    expect((await readPriceList(url)).items).toEqual([0, 1, 2]);
  });

  it("does not follow a next page when the answer says that it is the last", async () => {
    const url = await json({ items: [1], hasMore: false, links: [{ rel: "next", href: "?offset=1" }] });
    expect((await readPriceList(url)).items).toEqual([1]);
  });

  it("stops at a page that names itself as the next", async () => {
    const url = await json({ items: [], links: [{ rel: "next", href: "" }] });
    expect(await failure(url)).toContain("as the page after itself");
  });

  it("stops when there are pages without end", async () => {
    let page = 0;
    const url = await serve((_, response) =>
      response.end(JSON.stringify({ items: [], links: [{ rel: "next", href: `?offset=${++page}` }] })),
    );
    expect(await failure(url)).toBe("the price list has more than 50 pages");
  });

  it("does not go to another server for the next page", async () => {
    const url = await json({ items: [], links: [{ rel: "next", href: "http://192.0.2.1/products" }] });
    expect(await failure(url)).toBe("the price list sends its reader to another server, http://192.0.2.1");
  });

  it("does not take the first page for the whole when the next is not named", async () => {
    expect(await failure(await json({ items: [], hasMore: true }))).toContain("more pages but not where");
  });

  it("says the status when the server fails", async () => {
    const url = await serve((_, response) => {
      response.statusCode = 500;
      response.end("internal error");
    });
    expect(await failure(url)).toMatch(/^127\.0\.0\.1:\d+ answered with status 500$/);
  });

  it("says that a page for people came instead of the list", async () => {
    const url = await serve((_, response) => response.end("<html><title>Sign in</title></html>"));
    expect(await failure(url)).toContain("start with <html><title>Sign in</title></html>");
  });

  it("says that the connection broke off in the middle of the answer", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write('{"items":[', () => response.destroy());
    });
    expect(await failure(url)).toMatch(/^127\.0\.0\.1:\d+ could not be read: /);
  });

  it("gives up on a server that does not answer", async () => {
    expect(await failure(await serve(() => {}), 50)).toMatch(/could not be read: no answer within 0\.05 s$/);
  });

  it("gives up on a server that stops in the middle of the answer", async () => {
    const url = await serve((_, response) => {
      response.write('{"items":[');
    });
    expect(await failure(url, 200)).toMatch(/no answer within 0\.2 s$/);
  });

  it("says that nobody listens", async () => {
    const url = await json({});
    const [server] = servers.splice(0);
    await new Promise((done) => server?.close(done));
    expect(await failure(url)).toMatch(/could not be read: .*ECONNREFUSED/);
  });
});
