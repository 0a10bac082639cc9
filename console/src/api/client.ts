import createClient from 'openapi-fetch';
import { Problem } from './problem';
import type { Whole } from './model';
import type { paths } from './schema';

/** What a request that was refused for want of a proof waits for; given by the dialog that asks for it. */
type Prove = (code: Need) => Promise<boolean>;
export type Need = 'second_factor_needed' | 'step_up_needed';

let csrf = '';
let prove: Prove = async () => false;
let loggedOut: () => void = () => undefined;
let tellWaiting: () => void = () => undefined;
let waited = false;

export const carry = (token: string) => void (csrf = token);
export const proveBy = (ask: Prove) => void (prove = ask);
export const whenLoggedOut = (act: () => void) => void (loggedOut = act);
/** What is told where something was not done, but waits for a second person. */
export const whenWaiting = (tell: () => void) => void (tellWaiting = tell);

/** Whether anything came to wait for a second person since this was last asked: then it is not done, and nobody says so. */
export function hasWaited(): boolean {
  const had = waited;
  waited = false;
  return had;
}

const needs = (code: string): code is Need => code === 'second_factor_needed' || code === 'step_up_needed';

/** 128 bits; `crypto.randomUUID` is missing where the shop is reached by plain http. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export const csrfToken = () => csrf;

/** True where the one who sits here has just proved it, so that what was refused can be sent again. */
export const proveAgain = async (problem: Problem) => problem.status === 403 && needs(problem.code) && (await prove(problem.code));

/** The page on which somebody would not prove it: what it only wants to read does not ask again. */
let declined = '';
export const askAgain = () => void (declined = '');

/** For what a page shows beside its main business: refused rather than asked for. */
export const quietly = { headers: { 'X-Quiet': 'yes' } };

/** Sends a request; where it wants a proof of who sits here, asks for it and sends the same request again. */
export async function send(request: Request): Promise<Response> {
  const unsafe = !['GET', 'HEAD'].includes(request.method);
  const quiet = request.headers.has('X-Quiet');
  request.headers.delete('X-Quiet');
  if (unsafe && !request.headers.has('Idempotency-Key')) request.headers.set('Idempotency-Key', newKey());
  const once = () => {
    const copy = request.clone();
    if (unsafe) copy.headers.set('X-CSRF-Token', csrf);
    return fetch(copy);
  };
  const response = await once();
  if (response.ok) return response;
  const problem = await Problem.of(response.clone());
  if (unsafe || !(quiet || declined === location.pathname)) {
    if (await proveAgain(problem)) return once();
    if (!unsafe && problem.status === 403) declined = location.pathname;
  }
  if (response.status === 401 && problem.code === 'not_logged_in' && !request.url.endsWith('/v1/session')) loggedOut();
  return response;
}

export const api = createClient<paths>({ baseUrl: location.origin, credentials: 'same-origin', fetch: send });

/** The answer, or the problem thrown. */
export async function ok<T>(asked: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<Whole<T>> {
  const { data, error, response } = await asked;
  if (response.status === 202 && typeof data === 'object' && data !== null && 'proposal' in data) {
    waited = true;
    tellWaiting();
  }
  if (response.ok) return data as Whole<T>;
  if (typeof error === 'object' && error !== null && 'code' in error) throw new Problem(error as never);
  throw new Problem({ code: response.status >= 500 ? 'internal' : 'refused', status: response.status, detail: response.statusText });
}

/** For files, whose bodies are no JSON. */
export async function upload<T>(path: string, body: BodyInit, headers: Record<string, string> = {}): Promise<T> {
  const response = await send(new Request(new URL(path, location.origin), { method: 'POST', body, headers, credentials: 'same-origin' }));
  if (!response.ok) throw await Problem.of(response);
  return (await response.json()) as T;
}

/** A file of the server, saved by the browser; a link would save a refusal under its name. */
export async function download(path: string): Promise<void> {
  const response = await send(new Request(new URL(path, location.origin), { credentials: 'same-origin' }));
  if (!response.ok) throw await Problem.of(response);
  const name = /filename="?([^";]+)/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? 'export';
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
