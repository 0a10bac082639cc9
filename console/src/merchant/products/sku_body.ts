import { sentFields } from './account_presets';
import type { SkuValues } from './sku_fields';

/** A new SKU as the API takes it. */
export function skuBody(product: string, { code, name, kind, form }: SkuValues) {
  return { product, code, kind, name: { zh: name.zh, en: name.en ?? '' }, ...(kind === 'recharge' ? { form: { fields: sentFields(form ?? []) } } : {}) };
}
