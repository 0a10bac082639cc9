import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('clock.c', import.meta.url));

/**
 * The time of day for a program that is started with its `environment`, moved ahead while that program runs: a test does not
 * wait for the days that a merchant is silent, and the program is the one that everybody runs. Where programs are loaded as on Linux.
 */
export class Clock {
  private readonly folder = mkdtempSync(join(tmpdir(), 'cardamom-clock-'));
  private readonly file = join(this.folder, 'ahead');
  private readonly preloaded = join(this.folder, 'clock.so');
  private seconds = 0;

  static works(): boolean {
    return process.platform === 'linux';
  }

  constructor() {
    writeFileSync(this.file, this.bytes());
    const built = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', this.preloaded, source], { encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`the clock cannot be built (scripts/setup build installs a C compiler)\n${built.stderr}${built.error ?? ''}`);
  }

  get environment(): Record<string, string> {
    return { LD_PRELOAD: this.preloaded, E2E_AHEAD: this.file };
  }

  /** Milliseconds, as that program reads them. */
  now(): number {
    return Date.now() + this.seconds * 1000;
  }

  /** Never back. */
  forward(hours: number): void {
    this.seconds += hours * 3600;
    const file = openSync(this.file, 'r+');
    writeSync(file, this.bytes(), 0, 8, 0);
    closeSync(file);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private bytes(): Buffer {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(this.seconds));
    return bytes;
  }
}
