import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

/** Ends the run with one plain line. A fault outside of a spec (the shop, the audit) counts as one that failed. */
export default class Closing implements Reporter {
  private passed = 0;
  private failed = 0;
  private skipped = 0;

  printsToStdio(): boolean {
    return false;
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === 'skipped') this.skipped += 1;
    else if (result.status === test.expectedStatus) this.passed += 1;
    else this.failed += 1;
  }

  onError(): void {
    this.failed += 1;
  }

  async onExit(): Promise<void> {
    const skipped = this.skipped ? `, ${this.skipped} skipped` : '';
    console.log(`\ne2e: ${this.passed} passed, ${this.failed} failed${skipped}`);
  }
}
