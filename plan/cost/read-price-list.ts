import { PriceListError, type PriceListPage, parsePage } from "./price-list.ts";

/** More pages than any price list has; a server that always names a next page must not keep the reader for ever. */
const mostPages = 50;

/**
 * Every item of the price list at this address, following the pages. Throws {@link PriceListError} with one sentence
 * when the network, the server or the answer does not allow it.
 * @param timeoutMs for each page
 */
export async function readPriceList(url: string, timeoutMs = 30_000): Promise<PriceListPage> {
  const items: unknown[] = [];
  const read = new Set<string>();
  let lastUpdated: string | undefined;
  for (let next: string | undefined = url; next !== undefined; ) {
    if (read.has(next)) throw new PriceListError(`the price list names ${next} as the page after itself`);
    if (read.size === mostPages) throw new PriceListError(`the price list has more than ${mostPages} pages`);
    read.add(next);
    const page = parsePage(await fetchText(next, timeoutMs));
    items.push(...page.items);
    lastUpdated ??= page.lastUpdated;
    next = nextPage(page, next);
  }
  return { items, ...(lastUpdated !== undefined && { lastUpdated }) };
}

/** Address of the next page; it must be on the server that was asked. */
function nextPage(page: PriceListPage, current: string): string | undefined {
  if (page.hasMore === false) return undefined;
  const href = page.links?.find(({ rel }) => rel === "next")?.href;
  if (href === undefined) {
    if (page.hasMore === true) throw new PriceListError("the price list says that it has more pages but not where");
    return undefined;
  }
  const next = new URL(href, current);
  if (next.origin !== new URL(current).origin)
    throw new PriceListError(`the price list sends its reader to another server, ${next.origin}`);
  return next.href;
}

async function fetchText(url: string, timeoutMs: number): Promise<string> {
  const host = new URL(url).host;
  try {
    const response = await fetch(url, {
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) throw new PriceListError(`${host} answered with status ${response.status}`);
    return await response.text();
  } catch (error) {
    if (error instanceof PriceListError) throw error;
    throw new PriceListError(`${host} could not be read: ${networkReason(error, timeoutMs)}`);
  }
}

/** `fetch` hides the operating system's reason in `cause`. */
function networkReason(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${timeoutMs / 1000} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}
