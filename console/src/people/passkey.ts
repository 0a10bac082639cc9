import { api, ok } from '../api/client';
import type { Passkey, Session } from '../api/model';

/** Browsers speak of keys in bytes, the server in base64url. Only newer browsers translate by themselves. */

export const passkeysWork = () => typeof PublicKeyCredential !== 'undefined' && isSecureContext;

const bytes = (text: string): ArrayBuffer => {
  const padded = text.replaceAll('-', '+').replaceAll('_', '/').padEnd(Math.ceil(text.length / 4) * 4, '=');
  return Uint8Array.from(atob(padded), (sign) => sign.charCodeAt(0)).buffer;
};
const text = (buffer: ArrayBuffer | null): string | undefined =>
  buffer ? btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '') : undefined;

interface Described {
  id: string;
  type: 'public-key';
  transports?: AuthenticatorTransport[];
}
interface Options {
  challenge: string;
  publicKey?: Options;
  user?: { id: string; name: string; displayName: string };
  allowCredentials?: Described[];
  excludeCredentials?: Described[];
}

const described = (list?: Described[]) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

function forBrowser(options: Options): object {
  const { challenge, user, allowCredentials, excludeCredentials, ...rest } = options.publicKey ?? options;
  return {
    ...rest,
    challenge: bytes(challenge),
    ...(user && { user: { ...user, id: bytes(user.id) } }),
    ...(allowCredentials && { allowCredentials: described(allowCredentials) }),
    ...(excludeCredentials && { excludeCredentials: described(excludeCredentials) }),
  };
}

function forServer(credential: Credential | null): object {
  const key = credential as PublicKeyCredential;
  const answer = key.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  const response: Record<string, unknown> = { clientDataJSON: text(answer.clientDataJSON) };
  if (answer.attestationObject) {
    response.attestationObject = text(answer.attestationObject);
    response.transports = answer.getTransports?.() ?? [];
  } else {
    response.authenticatorData = text(answer.authenticatorData);
    response.signature = text(answer.signature);
    response.userHandle = text(answer.userHandle);
  }
  return { id: key.id, rawId: text(key.rawId), type: key.type, response, clientExtensionResults: key.getClientExtensionResults() };
}

export async function logInByPasskey(): Promise<Session> {
  const asked = await ok(api.POST('/v1/session/passkey/options'));
  const credential = await navigator.credentials.get({ publicKey: forBrowser(asked.options as Options) as PublicKeyCredentialRequestOptions });
  return ok(api.POST('/v1/session/passkey', { body: { challenge: asked.challenge, credential: forServer(credential) } }));
}

export async function addPasskey(name: string): Promise<Passkey> {
  const asked = await ok(api.POST('/v1/account/passkeys/options'));
  const credential = await navigator.credentials.create({ publicKey: forBrowser(asked.options as Options) as PublicKeyCredentialCreationOptions });
  return ok(api.POST('/v1/account/passkeys', { body: { challenge: asked.challenge, name, credential: forServer(credential) } }));
}
