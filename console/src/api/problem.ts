/** What is wrong with a field; in Chinese, too, where the server says it in both. */
export interface FieldFault {
  pointer: string;
  detail: string;
  zh?: string;
}

/** What the API answers where it refuses (RFC 9457). */
export interface ProblemBody {
  code: string;
  status: number;
  detail: string;
  instance?: string;
  errors?: FieldFault[];
}

export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly instance: string;
  readonly errors: FieldFault[];

  constructor(body: ProblemBody) {
    super(body.detail);
    this.name = 'Problem';
    this.code = body.code;
    this.status = body.status;
    this.instance = body.instance ?? '';
    this.errors = body.errors ?? [];
  }

  /** Whatever came back, or nothing at all, as a problem. */
  static async of(response: Response): Promise<Problem> {
    const body: unknown = await response.json().catch(() => undefined);
    if (isBody(body)) return new Problem(body);
    const code = response.status === 413 ? 'body_too_large' : response.status >= 500 ? 'internal' : 'refused';
    return new Problem({ code, status: response.status, detail: response.statusText });
  }

  static from(error: unknown): Problem {
    if (error instanceof Problem) return error;
    const offline = error instanceof TypeError;
    const detail = error instanceof Error ? error.message : String(error);
    return new Problem({ code: offline ? 'offline' : 'internal', status: 0, detail });
  }
}

function isBody(body: unknown): body is ProblemBody {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
}

/** `/title/zh` → `['title', 'zh']`, `/lines/0/quantity` → `['lines', 0, 'quantity']`. */
export function fieldOf(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
