// Passkeys are the browser's own doing, so here a script is needed. Buttons show themselves where it can be done.
(function () {
  'use strict';
  if (!window.isSecureContext || !window.PublicKeyCredential || !navigator.credentials) return;

  var bytes = function (text) {
    var plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(plain, function (sign) { return sign.charCodeAt(0); });
  };
  var text = function (buffer) {
    if (!buffer) return undefined;
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  };
  var open = function (known) {
    known.id = bytes(known.id);
    return known;
  };

  var make = function (options) {
    options.challenge = bytes(options.challenge);
    options.user.id = bytes(options.user.id);
    options.excludeCredentials = (options.excludeCredentials || []).map(open);
    return navigator.credentials.create({ publicKey: options });
  };
  var use = function (options) {
    options.challenge = bytes(options.challenge);
    options.allowCredentials = (options.allowCredentials || []).map(open);
    return navigator.credentials.get({ publicKey: options });
  };
  var told = function (credential) {
    var from = credential.response;
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: {
        clientDataJSON: text(from.clientDataJSON),
        attestationObject: text(from.attestationObject),
        authenticatorData: text(from.authenticatorData),
        signature: text(from.signature),
        userHandle: text(from.userHandle)
      }
    };
  };

  var send = function (path, body, csrf) {
    var headers = { 'content-type': 'application/json', accept: 'application/json' };
    if (csrf) headers['x-csrf-token'] = csrf;
    return fetch(path, { method: 'POST', headers: headers, body: JSON.stringify(body), credentials: 'same-origin' })
      .then(function (answer) {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      });
  };

  Array.prototype.slice.call(document.querySelectorAll('[data-passkey]')).forEach(function (button) {
    var set = button.dataset;
    var said = document.getElementById(set.said);
    var field = set.name && document.getElementById(set.name);
    var adds = set.passkey === '/v1/account/passkeys';
    button.hidden = false;
    if (field) document.getElementById(set.form).hidden = false;
    button.addEventListener('click', function () {
      if (field && !field.reportValidity()) return;
      said.textContent = '';
      button.disabled = true;
      send(set.passkey + '/options', {}, set.csrf)
        .then(function (asked) {
          var answer = adds ? make(asked.options.publicKey) : use(asked.options.publicKey);
          return answer.then(function (credential) {
            var body = { challenge: asked.challenge, credential: told(credential) };
            if (adds) body.name = field.value;
            return send(set.passkey, body, set.csrf);
          });
        })
        .then(function () { location.assign(set.next); })
        .catch(function () {
          said.textContent = set.failed;
          button.disabled = false;
        });
    });
  });
})();
