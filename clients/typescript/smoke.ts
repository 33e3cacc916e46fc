/** The TypeScript client against a running newsroom with its demo stories: NEWSROOM_URL and NEWSROOM_TOKEN say which. */

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { newsroom, type Schemas } from "./index.js";

const address = process.env["NEWSROOM_URL"] ?? "";
const reader = newsroom(address);
const desk = newsroom(address, process.env["NEWSROOM_TOKEN"]);

/** What was asked for; an error with the problem otherwise. */
function found<T>(answer: { data?: T; error?: Schemas["Problem"] | undefined }): T {
  assert.equal(answer.error, undefined);
  assert(answer.data !== undefined);
  return answer.data;
}

/** A new draft in the section News, begun once for a key. */
function begin(key: string) {
  return desk.POST("/articles", {
    params: { header: { "Idempotency-Key": key } },
    body: { section: "news", headline: "Bridge bill grows", body: [{ type: "paragraph", value: "<p>Tolls stay.</p>" }] },
  });
}

test("a reader goes through all stories", async () => {
  const seen: number[] = [];
  let cursor: string | null = null;
  do {
    const query: { page_size: number; cursor?: string } = cursor ? { page_size: 2, cursor } : { page_size: 2 };
    const page = found(await reader.GET("/articles", { params: { query } }));
    seen.push(...page.results.map((story) => story.id));
    cursor = page.next ? new URL(page.next).searchParams.get("cursor") : null;
  } while (cursor);
  assert(seen.length > 2);
  assert.equal(new Set(seen).size, seen.length);
});

test("a reader asks again only for what has changed", async () => {
  const [story] = found(await reader.GET("/articles")).results;
  assert(story);
  const first = await reader.GET("/articles/{id}", { params: { path: { id: story.id } } });
  assert.equal(found(first).headline, story.headline);
  const header = { "If-None-Match": first.response.headers.get("ETag") ?? "" };
  const again = await reader.GET("/articles/{id}", { params: { path: { id: story.id }, header } });
  assert.equal(again.response.status, 304);
});

test("a draft is begun once, however often it is sent", async () => {
  const key = randomUUID();
  const [first, second] = [await begin(key), await begin(key)];
  assert.equal(first.response.status, 201);
  assert.equal(found(first).id, found(second).id);
  assert.equal(second.response.headers.get("Idempotent-Replayed"), "true");
});

test("whoever is slower is told and changes nothing", async () => {
  const made = await begin(randomUUID());
  const path = { id: found(made).id };
  const header = { "If-Match": made.response.headers.get("ETag") ?? "" };
  const faster = await desk.PATCH("/articles/{id}", { params: { path, header }, body: { headline: "Bridge bill doubles" } });
  assert.equal(found(faster).headline, "Bridge bill doubles");
  const slower = await desk.PATCH("/articles/{id}", { params: { path, header }, body: { headline: "Bridge bill triples" } });
  assert.equal(slower.response.status, 412);
  assert(slower.error);
  assert.match(slower.error.type, /\/problems\/stale$/);
  assert.deepEqual(slower.error.changed, ["headline"]);
  const now = await desk.GET("/articles/{id}", { params: { path, query: { state: "draft" } } });
  assert.equal(found(now).headline, "Bridge bill doubles");
});

test("evidence is added to a claim", async () => {
  const [claim] = found(await desk.GET("/claims", { params: { query: { status: "new" } } })).results;
  assert(claim);
  const path = { claim: claim.id };
  const before = found(await desk.GET("/claims/{claim}/evidence", { params: { path } })).results.length;
  const body = { kind: "url", url: "https://example.invalid/bill", title: "The bill" } as const;
  assert.equal(found(await desk.POST("/claims/{claim}/evidence", { params: { path }, body })).title, "The bill");
  assert.equal(found(await desk.GET("/claims/{claim}/evidence", { params: { path } })).results.length, before + 1);
});

test("a token that is none begins no story", async () => {
  const refused = await newsroom(address, "nrt_none").POST("/articles", { body: { section: "news", headline: "Bridge bill grows" } });
  assert.equal(refused.response.status, 401);
  assert.match(refused.error?.type ?? "", /\/problems\/not-authenticated$/);
});
