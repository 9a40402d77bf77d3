// The service's HTTP interfaces, relative to the page: whatever stands in front may move them all.

import { token } from './session.js';

/** An answer that says no. Its message is the service's own `detail`. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} detail
   */
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/** No answer: the service or the network is away. */
export class Unreachable extends Error {
  constructor() {
    super('The service cannot be reached.');
  }
}

const root = new URL('../', document.baseURI);
const prefix = document.querySelector('meta[name="imbi-route-prefix"]')?.getAttribute('content') ?? '';

/**
 * A route of conversations, which may stand under a prefix of their own.
 *
 * @param {string} path such as `conversations/1/turn`
 */
export function underPrefix(path) {
  return prefix ? `${prefix.slice(1)}/${path}` : path;
}

/**
 * Asks for something.
 *
 * @param {string} method
 * @param {string} path below the root, without a slash before it
 * @param {unknown} [body] sent as JSON
 * @param {AbortSignal} [signal]
 * @returns {Promise<Response>} one that says yes
 * @throws {ApiError | Unreachable}
 */
export async function request(method, path, body, signal) {
  const headers = new Headers();
  const credential = token();
  if (credential) {
    headers.set('Authorization', `Bearer ${credential}`);
  }
  if (body !== undefined) {
    headers.set('Content-Type', 'application/json');
  }
  let response;
  try {
    response = await fetch(new URL(path, root), {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
      cache: 'no-store',
    });
  } catch (error) {
    if (signal?.aborted) {
      throw error;
    }
    throw new Unreachable();
  }
  if (!response.ok) {
    throw new ApiError(response.status, await detailOf(response));
  }
  return response;
}

/** @returns {Promise<any>} the JSON of the answer; null where there is none */
async function json(method, path, body) {
  const response = await request(method, path, body);
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

export const get = (path) => json('GET', path);
export const post = (path, body) => json('POST', path, body);
export const patch = (path, body) => json('PATCH', path, body);
export const remove = (path) => json('DELETE', path);

async function detailOf(response) {
  try {
    const { detail } = await response.json();
    if (typeof detail === 'string') {
      return detail;
    }
  } catch {
    // Something in front of the service has answered in its place.
  }
  return `The service answered with status ${response.status}.`;
}
