// Only comfort: the shop sells without it.
(function () {
  'use strict';
  var all = function (selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); };
  var one = function (selector) { return document.querySelector(selector); };

  // A page that waits for a payment, or for what is being credited, follows it: often at first, then less often, and not
  // for ever.
  var follow = one('[data-follow]');
  if (follow) {
    var asked = 0;
    var onceMore = function (later) {
      asked += 1;
      if (asked > 1000) return;
      setTimeout(ask, asked > 550 ? Math.max(later, 10000) : later);
    };
    var ask = function () {
      fetch(follow.dataset.follow, { headers: { accept: 'application/json' }, cache: 'no-store' })
        .then(function (answer) { return answer.ok ? answer.json() : null; })
        .then(function (state) {
          if (state && state.next) location.replace(state.next);
          else onceMore(2000);
        })
        .catch(function () { onceMore(5000); });
    };
    setTimeout(ask, 1500);
  }

  // A page that others change reads itself again, but never under somebody's hands: then it says that there is news.
  var watched = one('[data-watch]');
  if (watched) {
    var busy = function () {
      return all('textarea, input[type="file"]').some(function (field) {
        return field === document.activeElement || field.value;
      }) || all('details[open]').length > 0;
    };
    var again = function (later) { setTimeout(look, later); };
    var look = function () {
      if (document.hidden) return again(5000);
      fetch(watched.dataset.watch, { headers: { accept: 'application/json' }, cache: 'no-store' })
        .then(function (answer) { return answer.ok ? answer.json() : null; })
        .then(function (now) {
          if (!now || now.mark === watched.dataset.mark) return again(5000);
          if (!busy()) return location.reload();
          one('[data-news]').hidden = false;
          again(5000);
        })
        .catch(function () { again(10000); });
    };
    again(5000);
  }

  // The time left to pay.
  var left = one('[data-left]');
  if (left) {
    var end = Date.now() + Number(left.dataset.left) * 1000;
    var tick = function () {
      var seconds = Math.max(0, Math.round((end - Date.now()) / 1000));
      left.textContent = left.dataset.words.replace('{m}', Math.floor(seconds / 60)).replace('{s}', seconds % 60);
      if (seconds > 0) setTimeout(tick, 1000);
      else setTimeout(function () { location.reload(); }, 3000);
    };
    tick();
  }

  // Copy.
  var copy = function (text, button) {
    var done = function () {
      var label = button.querySelector('span');
      var before = label.textContent;
      label.textContent = button.dataset.done;
      var said = one('[data-said]');
      if (said) said.textContent = button.dataset.done;
      setTimeout(function () { label.textContent = before; }, 2000);
    };
    if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text).then(done);
    else {
      var area = document.createElement('textarea');
      area.value = text;
      document.body.appendChild(area);
      area.select();
      if (document.execCommand('copy')) done();
      area.remove();
    }
  };
  all('[data-copy]').forEach(function (button) {
    button.addEventListener('click', function () {
      copy(document.getElementById(button.dataset.copy).textContent.trim(), button);
    });
  });
  all('[data-copy-all]').forEach(function (button) {
    button.addEventListener('click', function () {
      var keys = all('[data-test="' + button.dataset.copyAll + '"]').map(function (key) { return key.textContent.trim(); });
      copy(keys.join('\n'), button);
    });
  });

  // The product page: the price of what is chosen, and the quantity by one.
  all('input[name="offer"][data-price]').forEach(function (radio) {
    radio.addEventListener('change', function () {
      one('p[data-price] .price').textContent = radio.dataset.price;
    });
  });
  all('[data-step]').forEach(function (button) {
    button.addEventListener('click', function () {
      var input = document.getElementById(button.getAttribute('aria-controls'));
      var next = (parseInt(input.value, 10) || 0) + Number(button.dataset.step);
      input.value = Math.min(Number(input.max), Math.max(Number(input.min), next));
    });
  });

  // One press places one order.
  all('form[data-once]').forEach(function (form) {
    form.addEventListener('submit', function (event) {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = 'yes';
    });
  });
  window.addEventListener('pageshow', function () {
    all('form[data-once]').forEach(function (form) { delete form.dataset.sent; });
  });
})();
