import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Aliyun's SMS service (`SendSms`, signature version 3), as far as the shop speaks to it. It believes no signature unchecked. */
export class Telephones {
  readonly account = { key: 'LTAI-e2e', secret: 'a secret of the shop', sign: '豆蔻', template: 'SMS_1' };
  private readonly taken = new Map<string, string>();
  private readonly server: Server = createServer((request, response) => {
    request.resume();
    const code = this.judge(request);
    response.writeHead(code === 'OK' ? 200 : 400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ RequestId: 'e2e', Code: code, Message: code, BizId: 'e2e^0' }));
  });

  async start(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
  }

  /** The code that was sent to that number (without a plus), once it is there. */
  async code(to: string): Promise<string> {
    for (let tries = 0; tries < 100; tries += 1) {
      const code = this.taken.get(to);
      if (code) return code;
      await sleep(100);
    }
    throw new Error(`no message to ${to}; there are some to ${[...this.taken.keys()]}`);
  }

  private judge(request: IncomingMessage): string {
    const [path, query = ''] = (request.url ?? '/').split('?');
    const said = request.headers.authorization ?? '';
    const [, key, names, signature] = said.match(/^ACS3-HMAC-SHA256 Credential=([^,]*),SignedHeaders=([^,]*),Signature=([0-9a-f]{64})$/) ?? [];
    if (key !== this.account.key) return 'InvalidAccessKeyId.NotFound';
    const header = (name: string) => String(request.headers[name] ?? '').trim();
    const headers = names.split(';').map((name) => `${name}:${header(name)}\n`).join('');
    const whole = [request.method, path, query.split('&').sort().join('&'), headers, names, header('x-acs-content-sha256')].join('\n');
    const text = `ACS3-HMAC-SHA256\n${createHash('sha256').update(whole).digest('hex')}`;
    if (createHmac('sha256', this.account.secret).update(text).digest('hex') !== signature) return 'SignatureDoesNotMatch';
    const fields = new URLSearchParams(query);
    if (fields.get('SignName') !== this.account.sign || fields.get('TemplateCode') !== this.account.template) return 'isv.SMS_TEMPLATE_ILLEGAL';
    const { code } = JSON.parse(fields.get('TemplateParam') ?? '{}') as { code?: string };
    const to = fields.get('PhoneNumbers');
    if (!code || !to) return 'isv.INVALID_PARAMETERS';
    this.taken.set(to, code);
    return 'OK';
  }
}
