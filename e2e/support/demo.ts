/** What `serve --demo` writes into `demo.json`. */
export interface Demo {
  base_url: string;
  operator: Login;
  merchant: Login;
  buyer: Login;
  partner: { api_key: string };
  offers: { id: string; sku: string; name: string; price: { amount: number; currency: string }; stock: number }[];
}

export interface Login {
  email: string;
  password: string;
}

const variable = 'CARDAMOM_E2E_DEMO';

/** Hands the shop over to the workers, which only see the environment. */
export function publish(demo: Demo): void {
  process.env[variable] = JSON.stringify(demo);
}

export function demo(): Demo {
  const text = process.env[variable];
  if (!text) throw new Error('the shop was not started');
  return JSON.parse(text) as Demo;
}
