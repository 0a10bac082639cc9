/** Numbers as somebody types them, with commas or spaces between; empty: none is named. */
export function numbers(text?: string): number[] {
  return (text ?? '').split(/[\s,，]+/).filter(Boolean).map(Number);
}

/** The id of an order's delivery of that number. */
export function deliveryId(order: string, number: number): string {
  return `${order.replace(/^ord_/, 'dlv_')}-${number}`;
}
