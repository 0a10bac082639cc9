// Inside WeChat the app itself takes the payment: what the channel gave us is handed over when the button is pressed.
(function () {
  'use strict';
  var button = document.querySelector('[data-in-app]');
  if (!button) return;
  var said = document.querySelector('[data-in-app-said]');
  var say = function (words) {
    button.disabled = false;
    said.textContent = words;
  };
  var hand = function () {
    window.WeixinJSBridge.invoke('getBrandWCPayRequest', JSON.parse(button.dataset.inApp), function (answer) {
      var message = (answer && answer.err_msg) || '';
      // Whether it is paid is never taken from here: the page goes on asking the shop.
      if (/:ok$/.test(message)) location.reload();
      else say(/:cancel$/.test(message) ? button.dataset.cancelled : button.dataset.failed);
    });
  };
  button.addEventListener('click', function () {
    button.disabled = true;
    said.textContent = '';
    if (window.WeixinJSBridge) return hand();
    // The app puts its bridge into the page when it is ready; where there is none, that is said.
    var late = setTimeout(function () { say(button.dataset.failed); }, 5000);
    document.addEventListener('WeixinJSBridgeReady', function () {
      clearTimeout(late);
      hand();
    }, { once: true });
  });
})();
