import { afterEach, describe, expect, it, vi } from 'vitest';
import { api, askAgain, carry, hasWaited, ok, proveBy, send, whenLoggedOut, whenWaiting } from './client';
import { fieldOf, Problem } from './problem';

const problem = (status: number, code: string) => new Response(JSON.stringify({ code, status, detail: code }), { status, headers: { 'Content-Type': 'application/problem+json' } });
const fine = () => new Response(JSON.stringify({ fine: true }), { status: 200, headers: { 'Content-Type': 'application/json' } });

function answers(...responses: Response[]) {
  const seen: Request[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    seen.push(request);
    return responses.shift() ?? problem(500, 'internal');
  });
  return seen;
}

afterEach(() => {
  vi.unstubAllGlobals();
  proveBy(async () => false);
  askAgain();
});

const post = (body: object) => new Request('http://shop.test/v1/staff', { method: 'POST', body: JSON.stringify(body) });

describe('requests', () => {
  it('that wait for a second person are told as such, and done by nobody yet', async () => {
    const told = vi.fn();
    whenWaiting(told);
    answers(
      new Response(JSON.stringify({ proposal: { id: 'prp_1' } }), { status: 202, headers: { 'Content-Type': 'application/json' } }),
      fine(),
      new Response(null, { status: 202 }),
    );
    const close = () => ok(api.POST('/v1/platform/merchants/{id}/close', { params: { path: { id: 'mer_1' } }, body: { reason: 'x' } }));
    await close();
    expect(told).toHaveBeenCalledTimes(1);
    expect([hasWaited(), hasWaited()]).toEqual([true, false]);
    await close();
    await ok(api.POST('/v1/session/code', { body: { contact: 'a@example.com' } }));
    expect(told).toHaveBeenCalledTimes(1);
    expect(hasWaited()).toBe(false);
    whenWaiting(() => undefined);
  });

  it('carry the token and a key of their own where they change something', async () => {
    carry('token');
    const seen = answers(fine(), fine(), fine());
    await send(post({}));
    await send(post({}));
    await send(new Request('http://shop.test/v1/session'));
    expect(seen[0]?.headers.get('X-CSRF-Token')).toBe('token');
    expect(seen[0]?.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f]{32}$/);
    expect(seen[1]?.headers.get('Idempotency-Key')).not.toBe(seen[0]?.headers.get('Idempotency-Key'));
    expect(seen[2]?.headers.get('X-CSRF-Token')).toBeNull();
  });

  it('are sent again, with the same key and body and the new token, once a proof was given', async () => {
    carry('old');
    const seen = answers(problem(403, 'step_up_needed'), fine());
    proveBy(async (need) => {
      expect(need).toBe('step_up_needed');
      carry('new');
      return true;
    });
    const response = await send(post({ duty: 'stock' }));
    expect(response.ok).toBe(true);
    expect(seen).toHaveLength(2);
    expect(seen[1]?.headers.get('Idempotency-Key')).toBe(seen[0]?.headers.get('Idempotency-Key'));
    expect(seen[1]?.headers.get('X-CSRF-Token')).toBe('new');
    expect(await seen[1]?.json()).toEqual({ duty: 'stock' });
  });

  it('stay refused where no proof was given', async () => {
    const seen = answers(problem(403, 'second_factor_needed'));
    expect((await send(post({}))).status).toBe(403);
    expect(seen).toHaveLength(1);
  });

  it('ask for no proof where the right itself is missing', async () => {
    answers(problem(403, 'scope_not_allowed'));
    const ask = vi.fn(async () => true);
    proveBy(ask);
    await send(post({}));
    expect(ask).not.toHaveBeenCalled();
  });

  it('that only read ask once a page, and not at all where they are told to be quiet', async () => {
    answers(...Array.from({ length: 4 }, () => problem(403, 'second_factor_needed')));
    const ask = vi.fn(async () => false);
    proveBy(ask);
    const get = (headers = {}) => send(new Request('http://shop.test/v1/platform/applications', { headers }));
    await get({ 'X-Quiet': 'yes' });
    expect(ask).not.toHaveBeenCalled();
    await get();
    await get();
    expect(ask).toHaveBeenCalledOnce();
    askAgain();
    await get();
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('lead to the log-in when the session has ended', async () => {
    answers(problem(401, 'not_logged_in'));
    const out = vi.fn();
    whenLoggedOut(out);
    await send(new Request('http://shop.test/v1/merchant/orders'));
    expect(out).toHaveBeenCalledOnce();
  });

  it('become problems with their code', async () => {
    answers(problem(409, 'already_decided'));
    await expect(ok(api.GET('/v1/session'))).rejects.toMatchObject({ code: 'already_decided', status: 409 });
  });
});

describe('problems', () => {
  it('point to fields', () => {
    expect(fieldOf('/title/zh')).toEqual(['title', 'zh']);
    expect(fieldOf('/lines/0/quantity')).toEqual(['lines', 0, 'quantity']);
    expect(fieldOf('/a~1b')).toEqual(['a/b']);
  });

  it('are made of anything', async () => {
    expect(Problem.from(new TypeError('x')).code).toBe('offline');
    expect((await Problem.of(new Response('<html>', { status: 502 }))).code).toBe('internal');
    expect((await Problem.of(new Response('', { status: 413 }))).code).toBe('body_too_large');
  });
});
