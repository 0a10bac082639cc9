import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A mail server that keeps what it is given. */
export class MailSink {
  private readonly mails: { to: string; text: string }[] = [];
  private readonly server: Server = createServer((socket) => this.serve(socket));

  async start(): Promise<number> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return (this.server.address() as AddressInfo).port;
  }

  stop(): void {
    this.server.close();
  }

  /** The text of the first mail to that address that matches, once it is there. */
  async letter(to: string, wanted: RegExp): Promise<RegExpMatchArray> {
    for (let tries = 0; tries < 100; tries += 1) {
      for (const mail of this.mails.filter((mail) => mail.to === to)) {
        const found = mail.text.match(wanted);
        if (found) {
          this.mails.splice(this.mails.indexOf(mail), 1);
          return found;
        }
      }
      await sleep(100);
    }
    throw new Error(`no mail to ${to} matches ${wanted}; there are ${this.mails.length}`);
  }

  private serve(socket: Socket): void {
    let heard = '';
    let to = '';
    let letter: string[] | undefined;
    const say = (line: string) => socket.write(`${line}\r\n`);
    socket.on('error', () => socket.destroy());
    say('220 sink');
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1');
      const lines = heard.split('\r\n');
      heard = lines.pop() ?? '';
      for (const line of lines) {
        if (letter) {
          if (line !== '.') {
            letter.push(line.startsWith('.') ? line.slice(1) : line);
            continue;
          }
          this.mails.push({ to, text: plain(letter.join('\n')) });
          letter = undefined;
          say('250 kept');
        } else if (/^EHLO|^HELO/i.test(line)) say('250 sink');
        else if (/^RCPT TO:/i.test(line)) {
          to = line.replace(/^RCPT TO:<([^>]*)>.*/i, '$1');
          say('250 ok');
        } else if (/^DATA/i.test(line)) {
          letter = [];
          say('354 go on');
        } else if (/^QUIT/i.test(line)) {
          say('221 bye');
          socket.end();
        } else say('250 ok');
      }
    });
  }
}

/** Mails with Chinese words travel in Base64 or quoted-printable. */
function plain(letter: string): string {
  const [head, ...rest] = letter.split('\n\n');
  const body = rest.join('\n\n');
  if (/^content-transfer-encoding: base64/im.test(head)) return Buffer.from(body, 'base64').toString('utf8');
  if (/^content-transfer-encoding: quoted-printable/im.test(head)) {
    const signs = body.replace(/=\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    return Buffer.from(signs, 'latin1').toString('utf8');
  }
  return Buffer.from(body, 'latin1').toString('utf8');
}
