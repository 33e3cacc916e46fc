/** The API of a newsroom, typed from its OpenAPI document. */

import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./schema.js";

/** What is sent and answered, by name: `Schemas["ArticleDetail"]`. */
export type Schemas = components["schemas"];

/** What it reads; answers in the formats of others are asked for by other means. */
type Json = "application/json" | "application/problem+json";

export type Newsroom = Client<paths, Json>;

/**
 * A client for the newsroom at an address, `https://news.example`; without a token it sees what readers see.
 *
 * Each call answers `{ data, error, response }`: `error` is the problem (RFC 9457) where there is one.
 */
export function newsroom(address: string, token?: string): Newsroom {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  return createClient<paths, Json>({ baseUrl: `${address.replace(/\/+$/, "")}/api/v1`, headers });
}
