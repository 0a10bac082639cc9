// Made by `make console-types` from the server's own document. Not to be edited.
export interface paths {
    "/v1/account/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a code to a contact that is to be yours. Needs a fresh proof where you have a second factor. */
        post: operations["askContactCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/contacts/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give the code: the contact is yours, in the place of an earlier one of its kind. What was ordered with it by a guest
         *     is among your orders from now on.
         */
        post: operations["verifyContact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/deletion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete your account. Contacts, name, ways to log in and sessions go; your orders stay, and are nobody's. Needs a fresh
         *     proof where you have a second factor; refused while an order waits, money is left, or you work here.
         */
        post: operations["deleteAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All log-ins with others that are set up, and which of them are yours. */
        get: operations["listLoginLinks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/links/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Unlink one. Not the last way to log in; needs a fresh proof from who has a second factor. */
        delete: operations["unlinkLogin"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/name": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Say what you want to be called. */
        put: operations["setName"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your passkeys, the oldest first. */
        get: operations["listPasskeys"];
        put?: never;
        /** Keep the passkey that the browser has made. */
        post: operations["addPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/passkeys/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin a passkey: what to ask the browser. Needs a fresh proof from who has a second factor. */
        post: operations["beginPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/passkeys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a passkey. Not the last way to log in; needs a fresh proof. */
        delete: operations["removePasskey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/passkeys/{id}/name": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Call a passkey something else. */
        post: operations["renamePasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change the password, or set a first one. Your other sessions end. */
        put: operations["setPassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/personal-data": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All that the shop holds about you, as a file: account, contacts, ways to log in, sessions, orders, wallet, consents,
         *     and what stands in the trail. Never a key. Needs a fresh proof where you have a second factor.
         */
        get: operations["getPersonalData"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** New recovery codes; those from before are worth nothing. Needs a fresh proof. */
        post: operations["renewRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/saved-accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The accounts that you asked to be remembered for goods that are credited, at most 20, the one that was used last in front.
         *     They are sealed; what they are stands in your personal data.
         */
        get: operations["listSavedAccounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/saved-accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Forget one of them. */
        delete: operations["forgetSavedAccount"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description How your second factor stands. */
        get: operations["getSecondFactor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where you are logged in, newest first. */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        /** Log out everywhere but here. */
        delete: operations["endOtherSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Log out there. */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to set up an app that makes codes. */
        post: operations["beginTotp"];
        /** Remove the app. Needs a fresh proof. */
        delete: operations["removeTotp"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give the app's first code: from now on it is your second factor. Your other sessions end. */
        post: operations["confirmTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/application": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your application. */
        get: operations["getApplication"];
        /** Fill in your application, complete or not. */
        put: operations["saveApplication"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/application/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Upload a scan for your application: PDF, PNG or JPEG, by what is in it. The same file again is the same document. */
        post: operations["uploadApplicationDocument"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/application/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand your application in. It must be complete, with the scan of the licence or identity card. */
        post: operations["submitApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/application/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to your application, the oldest first. */
        get: operations["getApplicationTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/brands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All brands, by name. */
        get: operations["listBrands"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/canaries/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask whether keys are canaries. Each that is raises an alarm to the merchant whose batch it was hidden in, whoever
         *     asks; the answer names your own only.
         */
        post: operations["checkCanaries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The categories that products are sorted into. */
        get: operations["listCategories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{id}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of the links to a delivery, newest first; never the links themselves. */
        get: operations["listLinks"];
        put?: never;
        /** Make a link that shows the key of a delivery once, to be passed on. At most ten to one key are open at once. */
        post: operations["createLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{id}/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Show the key of a delivery. Each time is recorded: who, when, from where. */
        post: operations["revealDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dispute-files/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A picture or a recording of a dispute of yours. */
        get: operations["getDisputeFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/disputes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your disputes, the newest first. */
        get: operations["listDisputes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/disputes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A dispute of yours, with all that was said, shown and known. */
        get: operations["getDispute"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/disputes/{id}/acts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say something, accept or decline an offer, withdraw, or appeal. Done twice, accepting and withdrawing change nothing
         *     more.
         */
        post: operations["actInDispute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/disputes/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show a picture or a recording in a dispute of yours. What is not what its name says is refused; the same file again is
         *     the same file.
         */
        post: operations["uploadDisputeFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/docking-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your docking keys, the newest first, those that are off too. */
        get: operations["listDockingKeys"];
        put?: never;
        /**
         * Make a docking key: whoever has it buys that merchant's goods from your wallet. Keys that its orders show cannot be given
         *     back. Refused: `docking_off`, `no_such_merchant`, `bad_docking_name`, `bad_report_url`, `too_many_docking_keys`.
         */
        post: operations["createDockingKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/docking-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Switch off a docking key of yours, for good. */
        delete: operations["dropDockingKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/documents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A scan: your own, or one that was handed in for you to review. Each opening by a reviewer is recorded. */
        get: operations["getDocument"];
        put?: never;
        post?: never;
        /** Take a scan out of your application, while it is open. */
        delete: operations["deleteDocument"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fulfilments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The orders of your customers that are credited, newest first. */
        get: operations["listFulfilments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fulfilments/{order}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of them, with the account and all suppliers that were asked. Refused: `not_found`. */
        get: operations["getFulfilment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fulfilments/{order}/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End what its supplier does not tell of, once somebody has asked there. Called `failed`, another supplier has its turn,
         *     or the buyer gets the money again. Refused: `order_not_found`, `attempt_decided`, `bad_reason`, `wrong_keys`.
         */
        post: operations["decideFulfilment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Join with the account you are logged in with; it must have the invited address. */
        post: operations["acceptInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invitations/accept-anew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Join with a new account, and be logged in. */
        post: operations["acceptInvitationAnew"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invitations/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What an invitation is for. Whoever holds the link may ask. */
        post: operations["openInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/links/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open a link that somebody was given: it shows its key and is used up. A second opening is refused (410, `link_used`)
         *     and reported to buyer and merchant.
         */
        post: operations["openLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/alarms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your alarms, newest first: links opened twice, canaries that turned up, keys shown unusually fast. */
        get: operations["listAlarms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/alarms/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your alarms as a file. The file is noted in the trail. */
        get: operations["exportAlarms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The keys of your staff, newest first, revoked ones too. */
        get: operations["listApiKeys"];
        put?: never;
        /** Make a key. It acts for the merchant and may do no more than you. */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a key of your staff: it is refused from now on. */
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/authorisations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your authorisations, newest first. */
        get: operations["listMerchantAuthorisations"];
        put?: never;
        /** Hand in an authorisation of a brand. */
        post: operations["createAuthorisation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/authorisations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of your authorisations. */
        get: operations["getMerchantAuthorisation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/authorisations/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Do without an authorisation. What was on sale under it goes off sale, paid orders are not touched. */
        post: operations["withdrawAuthorisation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/bond": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put money of your balance into your bond (保证金): it stands good for you, and only the operator gives it back. */
        post: operations["fillBond"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/costs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What your SKUs cost, in the order in which they were made. Goods that suppliers credit cost what their routes do, and
         *     are not here.
         */
        get: operations["listCosts"];
        /**
         * Say what SKUs of yours cost from now on, by hand or from a program. Offers that cost less than that, with the platform's
         *     share, are not sold from this moment on; rules change their prices at once. Refused: `bad_line` (a SKU that is not
         *     yours), `too_many_lines`, `bad_cost`.
         */
        put: operations["putCosts"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/dashboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sales by day, what sells best, what runs out, what needs your eyes. At most five seconds old. */
        get: operations["getDashboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/dispute-files/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A picture or a recording of a dispute about what you have sold. */
        get: operations["getMerchantDisputeFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/dispute-score": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How you have done in the last 90 days: arbiters see the same. */
        get: operations["getDisputeScore"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/disputes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Disputes about what you have sold, the newest first. */
        get: operations["listMerchantDisputes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/disputes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A dispute about what you have sold, with all that was said, shown and known. */
        get: operations["getMerchantDispute"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/disputes/{id}/acts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say something, offer money back or other keys, contest, or appeal. */
        post: operations["actInMerchantDispute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/disputes/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Show a picture or a recording in a dispute about what you have sold. */
        post: operations["uploadMerchantDisputeFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/disputes/{id}/pack": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The evidence for the bank that has taken a payment back. Taking it stands in the trail. */
        get: operations["getMerchantDisputePack"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/diversion-partners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whose units turned up, those with the most cases first. */
        get: operations["listDiversionPartners"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/diversion-traces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look up which of your goods found keys are, and the way that each went: batch, delivery, order, who bought it and who
         *     was shown it. Of keys that are not yours nothing is known. Each look-up stands in the trail, without the keys; 30 in ten
         *     minutes.
         */
        post: operations["traceKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/diversions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Cases about your goods, the newest first. */
        get: operations["listDiversions"];
        put?: never;
        /**
         * Keep a found key of yours as a case. The key is no part of it, and a text that holds one is refused. Your people and the
         *     platform's are told by mail.
         */
        post: operations["openDiversion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/diversions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One case, with the way of its unit from the supplier to whom it was shown. */
        get: operations["getDiversion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/diversions/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a case with what came of it. */
        post: operations["closeDiversion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/docking": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whom you let dock, and their keys. */
        get: operations["getMerchantDocking"];
        /** Say whom you let dock. Off stops every key at once, and keeps it. */
        put: operations["putMerchantDocking"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/docking/keys/{id}/switch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Agree to a partner's key, stop it, or let it go on. What its partner has switched off stays off: `wrong_docking_state`. */
        post: operations["switchDockingKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The scans of your merchant, the oldest first. */
        get: operations["listMerchantDocuments"];
        put?: never;
        /** Upload a scan for an authorisation. */
        post: operations["uploadMerchantDocument"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happens in your shop, as it happens: an event stream (SSE). It goes on behind `Last-Event-ID`; where too much
         *     was missed, an event `gap` says that everything should be looked at anew. An event may come twice with the same id.
         *     It ends when your session or key does.
         */
        get: operations["streamMerchantEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/loss-leaders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your SKUs that may be sold below their cost now. */
        get: operations["listLossLeaders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/margins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is earned with each of your offers at its price, newest first. Discounts of campaigns are not in it. */
        get: operations["listMargins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/market-prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What others were last seen to ask for your SKUs, in the order in which these were made; at most 100 SKUs a page, each
         *     with all its places.
         */
        get: operations["listAllMarketPrices"];
        put?: never;
        /**
         * Note what others ask for the same goods, from a program or by hand; what is older than what is known is left out. Rules
         *     change prices at once. Refused: `bad_line`, `too_many_lines`.
         */
        post: operations["noteMarketPrices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/market-prices/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import what others ask: a table with the columns `sku_code`, `source`, `price` (as 12.50) and, if you like, `currency`
         *     (CNY where there is none) and `at`. At most 2,000 lines and 2 MiB. All or nothing: each line that cannot stand is in
         *     `errors`, as `/lines/12/price`, in both languages. Refused: `bad_table`, `bad_line`.
         */
        post: operations["importMarketPrices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/money": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your money: what you can have paid out, what is held, and when it is expected to be released. */
        get: operations["getMerchantMoney"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/money/statement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How your balance came to be what it is: opening balance, sums by kind, closing balance, and the lines, oldest first. */
        get: operations["getStatement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/money/statement/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A period of your balance as a file, oldest first, from opening to closing balance; as `pdf`, up to 10,000 movements. */
        get: operations["exportStatement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your offers, newest first, also those that are off. Where few fit, a page may be shorter than its limit and even empty:
         *     go on while `next` is there.
         */
        get: operations["listMerchantOffers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/offers/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your offers as a file, with their stock of now. The file is noted in the trail. */
        get: operations["exportMerchantOffers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/offers/reprice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change the prices of many offers by one rate. Each is changed for itself, so that a refusal of one stops no other. */
        post: operations["repriceOffers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The orders of your customers, newest first. Where few fit, a page may be shorter than its limit and even empty: go on
         *     while `next` is there.
         */
        get: operations["listMerchantOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/orders/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your orders as a file, one line for each line of an order; total and fee stand in its first one. At most 100,000
         *     orders; what a program that opens it could take for a formula is written as text. The file is noted in the trail.
         */
        get: operations["exportMerchantOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One order of a customer. */
        get: operations["getMerchantOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/orders/{id}/margin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is earned with an order of a customer, as its goods cost when it was placed. Refused: `order_not_found`. */
        get: operations["getOrderMargin"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/orders/{id}/money": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the money of a customer's order stands. Null as long as it is not delivered. */
        get: operations["getMerchantOrderMoney"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/orders/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Write a note beside an order of a customer. The staff sees it in the timeline, the buyer never. */
        post: operations["addOrderNote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/orders/{id}/receipt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same receipt, of a customer's order. */
        get: operations["getMerchantReceipt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/orders/{id}/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give back all or part of a delivered order: out of escrow, or, where you have the money already, out of your balance.
         *     The platform's fee of it goes back to the buyer, too, and what was withheld of it as tax to you. The order stays
         *     delivered.
         */
        post: operations["refundMerchantOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/orders/{id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send the link of a delivered order to its buyer once more; at most once a minute. */
        post: operations["resendOrderLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/orders/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that happened to one order of a customer. Never a key. */
        get: operations["getMerchantOrderTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/partners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your partners: who has a price list, a docking key or an agreement of yours; at most 1,000. */
        get: operations["listPartners"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/partners/{user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A partner: what is agreed, what is used of it, what fired, and how they buy. Somebody who bought of you by program is one,
         *     too.
         */
        get: operations["getPartner"];
        /**
         * Agree on something with a partner, in the place of what was agreed. A freeze stays. Refused: `not_a_partner`,
         *     `bad_agreement`, `unknown_sku`, `unknown_product`, `too_many_agreements`, `too_many_allocations`.
         */
        put: operations["putPartner"];
        post?: never;
        /**
         * End an agreement: from now on nothing limits them, and nothing happens by itself. Refused: `no_such_agreement`,
         *     `frozen_still`.
         */
        delete: operations["endPartner"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/partners/{user}/freeze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Freeze what is left of a partner's allocations: further orders are refused `partner_frozen`. Refused: `no_such_agreement`,
         *     `frozen_already`, `bad_agreement`.
         */
        post: operations["freezePartner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/partners/{user}/lift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lift a freeze, whoever or whatever did it. Refused: `no_such_agreement`, `not_frozen`, `bad_agreement`. */
        post: operations["liftPartner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/payout-account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Name the account that your money is paid out to, instead of the one before. Nothing is paid out to it for a day;
         *     payouts that were asked for before keep theirs.
         */
        put: operations["putPayoutAccount"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/payout-schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Have your balance paid out by itself, every day or week, instead of the schedule before. */
        put: operations["putPayoutSchedule"];
        post?: never;
        /** Pay out only what is asked for. */
        delete: operations["dropPayoutSchedule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/payouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your payouts, newest first. */
        get: operations["listPayouts"];
        put?: never;
        /**
         * Ask for money to be paid out to the account that you have named. It is reserved at once. The operator's people agree
         *     to it and send it.
         */
        post: operations["requestPayout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/payouts/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Think better of a payout, as long as it was not sent. */
        post: operations["withdrawPayout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your plan and what you use of it. */
        get: operations["getPlan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/price-changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What your rules have changed, and what waits for a person, newest first. */
        get: operations["listPriceChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/price-changes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One change of a price. Refused: `no_such_price_change`. */
        get: operations["getPriceChange"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/price-changes/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a change pass that waits for a person. Refused: `no_such_price_change`, `price_change_decided`,
         *     `price_change_outdated`, `below_cost`.
         */
        post: operations["approvePriceChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/price-changes/{id}/refuse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say no to a change that waits for a person: the price stays. Refused: `no_such_price_change`, `price_change_decided`. */
        post: operations["refusePriceChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/price-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your price rules, in the order in which they were made. */
        get: operations["listPriceRules"];
        put?: never;
        /**
         * Make a price rule. What it is for gets its price at once, as far as the rule lets it pass. Refused: `bad_price_rule`,
         *     `unknown_category`, `unknown_sku`, `price_rule_exists`, `too_many_price_rules`.
         */
        post: operations["createPriceRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/price-rules/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say what a rule would change now, over all your offers; nothing is changed. It is reckoned as if it was on, and in the
         *     place of one for the same goods. Refused: `bad_price_rule`, `unknown_category`, `unknown_sku`.
         */
        post: operations["previewPriceRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/price-rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of your price rules. Refused: `no_such_price_rule`. */
        get: operations["getPriceRule"];
        /**
         * Change a price rule, or switch it on and off. Refused: `no_such_price_rule`, `price_rule_changed_meanwhile`, and as a new
         *     one.
         */
        put: operations["putPriceRule"];
        post?: never;
        /**
         * Take a price rule away. Prices stay, until a wider rule that is for the same goods changes them. Refused:
         *     `no_such_price_rule`.
         */
        delete: operations["deletePriceRule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/price-stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether your rules change prices, and how many changes wait for a person. */
        get: operations["getPriceStop"];
        /**
         * Stop all your rules at once: no price changes but by people. Nothing is sold below its cost all the same. Refused:
         *     `price_stop_unchanged`, `bad_reason`.
         */
        put: operations["stopPrices"];
        post?: never;
        /** Let your rules go on, with what has changed meanwhile. Refused: `price_stop_unchanged`. */
        delete: operations["resumePrices"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/pricing/campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your campaigns, at most 100. */
        get: operations["listPriceCampaigns"];
        /**
         * Write a campaign, in the place of the one of that code. Where it names offers, it must keep their brands' minimum prices;
         *     others it takes no lower than that. Refused: `unknown_offer`, `below_brand_minimum`, `bad_pricing`, `too_many_pricings`.
         */
        put: operations["putPriceCampaign"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/pricing/campaigns/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a campaign. To end it and keep it, switch it off instead. Refused: `no_such_pricing`. */
        delete: operations["deletePriceCampaign"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/pricing/coupons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your coupons, at most 1,000, with how often each was used. */
        get: operations["listPriceCoupons"];
        /**
         * Write a coupon, in the place of the one of that code; how often it was used stays counted. Where it names offers and takes
         *     a rate off, it must keep their brands' minimum prices; others it takes no lower than that. Refused: `unknown_offer`,
         *     `below_brand_minimum`, `bad_pricing`, `too_many_pricings`.
         */
        put: operations["putPriceCoupon"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/pricing/coupons/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a coupon. To end it and keep its count, switch it off instead. Refused: `no_such_pricing`. */
        delete: operations["deletePriceCoupon"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/pricing/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What would somebody pay for your goods now, and why? Nothing is kept. Refused as an order would be, and: `no_such_user`. */
        post: operations["explainPrice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/pricing/levels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The levels of your members, at most 20. */
        get: operations["listMemberLevels"];
        /** Make a level, or change the one of that code. Refused: `bad_pricing` (field says which), `too_many_pricings`. */
        put: operations["putMemberLevel"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/pricing/levels/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a level that nobody has any more. Refused: `no_such_pricing`, `level_in_use`. */
        delete: operations["deleteMemberLevel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/pricing/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your members, in the order of their ids. */
        get: operations["listPriceMembers"];
        /** Give somebody a level, in the place of the one they have. Refused: `no_such_user`, `no_such_level`, `bad_pricing`. */
        put: operations["putPriceMember"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/pricing/members/{user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take the level away from somebody. Refused: `no_such_pricing`. */
        delete: operations["deletePriceMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/pricing/price-lists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your price lists, at most 50, each with all that stands in it. */
        get: operations["listPriceLists"];
        /**
         * Write a price list, in the place of the one of that code. It replaces level and tier for its partners while it holds.
         *     Refused: `unknown_offer`, `below_brand_minimum`, `no_such_user`, `bad_pricing`, `too_many_pricings`.
         */
        put: operations["putPriceList"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/pricing/price-lists/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a price list: from now on its partners pay what others pay. Refused: `no_such_pricing`. */
        delete: operations["deletePriceList"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/pricing/tiers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All tiers, at most of 1,000 offers. */
        get: operations["listPriceTiers"];
        /**
         * Set the tiers of an offer of yours, in the place of those that it had. Refused: `unknown_offer`, `below_brand_minimum`,
         *     `bad_pricing`, `too_many_pricings`.
         */
        put: operations["putPriceTiers"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/pricing/tiers/{offer}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove the tiers of an offer. Refused: `no_such_pricing`. */
        delete: operations["deletePriceTiers"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/staff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your people, and who was asked to join. */
        get: operations["listStaff"];
        put?: never;
        /** Ask somebody to join: they get a mail with a link that is good once, for seven days. */
        post: operations["inviteStaff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/staff/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** The link of an invitation is worth nothing from now on. */
        delete: operations["revokeStaffInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/staff/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Somebody no longer works here: their sessions and API keys end at once. */
        delete: operations["removeStaff"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/staff/{id}/duty": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give somebody another duty. The last one who may let others in keeps theirs. */
        post: operations["changeStaffDuty"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/store": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your store, as buyers see it at `/s/` and its address. */
        get: operations["getStore"];
        /** Change what your store says. */
        put: operations["changeStore"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/store/domain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your store's own domain. */
        get: operations["getStoreDomain"];
        /** Name a domain of your store's own, instead of the one before. It leads nowhere until it is verified. */
        put: operations["nameStoreDomain"];
        post?: never;
        /** Do without a domain of your store's own. */
        delete: operations["dropStoreDomain"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/store/domain/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask the domain now whether it is yours. */
        post: operations["checkStoreDomain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/merchant/store/logo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Your store's logo: a PNG or JPEG of at most 512 kilobytes and 2000 × 2000 dots. The body is the file. */
        put: operations["putStoreLogo"];
        post?: never;
        /** Do without a logo. */
        delete: operations["removeStoreLogo"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The offers on sale, with their stock. */
        get: operations["listOffers"];
        put?: never;
        /** Offer a SKU at a price. */
        post: operations["createOffer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/offers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One offer, on sale or not; of goods that are credited with the form that an order has to answer. */
        get: operations["getOffer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/offers/{id}/account-check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whether the account is there that goods of the kind `recharge` would be credited to, as a supplier of theirs says, within
         *     some seconds. Nothing is ordered or kept. Refused: `account_not_found` where a supplier is certain that there is none, or
         *     that these goods are not for it; `bad_account` (with `field` and `why`); `account_not_asked`. You may ask ten times in ten
         *     minutes.
         */
        post: operations["checkAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/offers/{id}/off": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take an offer off sale. Placed orders are not touched. */
        post: operations["switchOfferOff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/offers/{id}/on": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put an offer on sale. */
        post: operations["switchOfferOn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/offers/{id}/reprice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change the price of an offer. Placed orders keep theirs. */
        post: operations["repriceOffer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your orders, newest first. */
        get: operations["listOrders"];
        put?: never;
        /**
         * Place an order. From the wallet it is paid and delivered in the same moment; through a channel it waits, with the
         *     address to pay at, until it expires. Goods of the kind `recharge` are ordered one line an order, with the `account` that
         *     the offer's form asks for: once paid the order is `fulfilling`, then `delivered`, or `failed` with the money back. Refused
         *     for these: `recharge_alone`, `account_not_asked`, `bad_account` (with `field` and `why`), `no_supplier`, `below_cost`. Refused for a
         *     coupon: `coupon_unknown`, `coupon_not_now`, `coupon_other_goods`, `coupon_too_little`, `coupon_used_up`, `coupon_used_by_you`,
         *     `coupon_nothing_off`.
         */
        post: operations["placeOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of your orders. Keys are never in it: reveal them one by one. */
        get: operations["getOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take an unpaid order back; its goods are on sale again. A cancelled one stays cancelled. */
        post: operations["cancelOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that you have received what you bought: the merchant gets the money at once. It cannot be taken back; said again,
         *     it changes nothing.
         */
        post: operations["confirmOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/disputes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open a dispute about an order of yours: its money is held, the merchant has to answer, and where it is clear it is
         *     decided at once. One open dispute an order, so that it needs no key to be asked twice.
         */
        post: operations["openDispute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/money": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the money of your order stands: held for you, the merchant's, or given back. Null as long as it is not delivered. */
        get: operations["getOrderMoney"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Choose how a waiting order is paid: another channel than before, a part of it from your wallet, or all of it from there.
         *     The wallet's part is held at once; it is taken when the channel has brought the rest, and is yours again when the order
         *     ends unpaid, or when another way is chosen without it. The same choice again answers with the same payment.
         */
        post: operations["payOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/receipt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The receipt of one of your orders, to be saved as it comes: what was delivered, signed, with the proof that it stands in
         *     the transparency log. `cardamom verify` checks it offline. Some minutes after the delivery it is there.
         */
        get: operations["getReceipt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Applications that were handed in, the oldest first. */
        get: operations["listApplications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/applications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One application, with scans, checks and timeline. */
        get: operations["getApplicationToReview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/applications/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a merchant of it: the applicant becomes its owner, and the store opens at its address. Decided once: who comes
         *     second gets `already_decided`.
         */
        post: operations["approveApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/applications/{id}/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send it back, with what must be corrected. Decided once: who comes second gets `already_decided`. */
        post: operations["returnApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/applications/{id}/take": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look at it from now on. */
        post: operations["takeApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/authorisations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The authorisations of all merchants, newest first. */
        get: operations["listAuthorisations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/authorisations/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let it hold, from its first day to its last. */
        post: operations["approveAuthorisation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/authorisations/{id}/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send it back to the merchant, with a reason. */
        post: operations["returnAuthorisation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/authorisations/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End one that holds, with a reason. What was on sale under it goes off sale, paid orders are not touched. */
        post: operations["revokeAuthorisation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/brands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All brands, for the operator. */
        get: operations["listPlatformBrands"];
        put?: never;
        /** Keep a new brand. Products that call themselves so are of it from now on. */
        post: operations["createBrand"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/brands/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The brands as a file. The file is noted in the trail. */
        get: operations["exportBrands"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/brands/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change a brand. */
        put: operations["changeBrand"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All categories, in the order of the shop. */
        get: operations["listPlatformCategories"];
        /** Create a category, or change the one with this code. */
        put: operations["putPlatformCategory"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/category-fees": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The categories that have a fee of their own. */
        get: operations["listCategoryFees"];
        /** Give a category a fee of its own, or take it away. It holds for orders that are placed from now on. */
        put: operations["putCategoryFee"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/channel-health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How each payment channel does: what became of today's payments, when money came last, whether it answers. */
        get: operations["listChannelHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/channel-kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The kinds of payment channels that there are, with the fields of their forms. */
        get: operations["listChannelKinds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/channel-order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** In which order payers are offered the channels: all that are not retired, each once. */
        put: operations["orderChannels"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/channel-tests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whether a payment channel would work with these settings: keys that fit, and a gateway that answers. Moves no money,
         *     changes nothing, and takes 20 seconds at the most.
         */
        post: operations["testChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The payment channels, in the order in which payers are offered them; those that are retired come last. */
        get: operations["listChannels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/channels/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One payment channel. */
        get: operations["getChannel"];
        /** Create a payment channel (version 0), which is off, or change one. */
        put: operations["putChannel"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/channels/{code}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Switch a channel on or off, or retire it. In whatever state, it takes callbacks and gives money back. */
        post: operations["switchChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/differences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Differences, newest first. */
        get: operations["listDifferences"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/differences/{id}/settle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say what becomes of a difference, or ask the channel about it. */
        post: operations["settleDifference"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/dispute-files/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A picture or a recording of any dispute. Each opening is recorded. */
        get: operations["getPlatformDisputeFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/dispute-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rules that decide clear disputes. */
        get: operations["getDisputeRules"];
        /** Change the rules. They hold for cases from now on; each expression is tried first. */
        put: operations["putDisputeRules"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/dispute-rules/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try rules on past disputes: what they would have decided. Nothing is changed. */
        post: operations["replayDisputeRules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/disputes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All disputes, the newest first. What waits for a ruling: `state=platform` and `state=appealed`. */
        get: operations["listPlatformDisputes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/disputes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A dispute, with all that was said, shown, known and decided by rules. */
        get: operations["getPlatformDispute"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/disputes/{id}/bank": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say how a chargeback has ended that was written down by hand. Refused where the channel itself tells. */
        post: operations["endChargeback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/disputes/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say something to both sides. */
        post: operations["writeToDispute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/disputes/{id}/pack": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The evidence for the bank that has taken a payment back. Taking it stands in the trail. */
        get: operations["getPlatformDisputePack"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/disputes/{id}/rule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rule a dispute. The first ruling waits for an appeal; what is ruled after one holds at once. Refused to whoever is
         *     party to it, and after an appeal to who ruled it first.
         */
        post: operations["ruleDispute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/disputes/{id}/take": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a dispute, so that nobody else rules it. Refused to whoever is party to it, and after an appeal to who ruled it
         *     first.
         */
        post: operations["takeDispute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/diversion-partners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whose units turned up, at whichever merchant; those with the most cases first. */
        get: operations["listPlatformDiversionPartners"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/diversion-traces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look up whose goods found keys are, and the way that each went. Each look-up stands in the trail, without the keys; 30 in
         *     ten minutes.
         */
        post: operations["tracePlatformKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/diversions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Cases about the goods of all merchants, the newest first. */
        get: operations["listPlatformDiversions"];
        put?: never;
        /** Keep a found key of a merchant as a case. The merchant's people and the platform's are told by mail. */
        post: operations["openPlatformDiversion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/diversions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One case, with the way of its unit from the supplier to whom it was shown. */
        get: operations["getPlatformDiversion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/diversions/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a case with what came of it. */
        post: operations["closePlatformDiversion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happens on the platform, as it happens. Orders and payments are told to those who may see them. */
        get: operations["streamPlatformEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/exceptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Money that came late, twice, too little or too much, newest first, and what was done with it. */
        get: operations["listPaymentExceptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/first-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which of the first steps are done: a merchant, a product, keys, a purchase. */
        get: operations["getFirstRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/first-run/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The first keys of the first product, one a line. */
        post: operations["firstRunKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/first-run/merchant": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The first merchant, with a store and the account of its owner. Only in a shop without any merchant. */
        post: operations["firstRunMerchant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/first-run/product": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The first product of the first merchant, with one SKU and its price. */
        post: operations["firstRunProduct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is to be done, what runs, and what was given up. */
        get: operations["getJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/jobs/dead": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Jobs that were given up, the oldest first. */
        get: operations["listDeadJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/jobs/dead/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Jobs that were given up, as a file. The file is noted in the trail. */
        get: operations["exportDeadJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/jobs/dead/{id}/drop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Forget a job that was given up, for good. */
        post: operations["dropDeadJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/jobs/dead/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put a job that was given up back into the queue. */
        post: operations["retryDeadJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/merchants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The merchants, the oldest first. */
        get: operations["listMerchants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/merchants/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The merchants as a file. The file is noted in the trail. */
        get: operations["exportMerchants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/merchants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One merchant. */
        get: operations["getMerchant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/merchants/{id}/bond/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a merchant money of its bond back. */
        post: operations["freeBond"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/merchants/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Close a merchant for good. Paid orders are not touched. */
        post: operations["closeMerchant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/merchants/{id}/money": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The money of a merchant. */
        get: operations["getMoneyOfMerchant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/merchants/{id}/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a merchant another plan. */
        post: operations["choosePlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/merchants/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put a suspended merchant back on sale. */
        post: operations["resumeMerchant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/merchants/{id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a merchant off sale. Paid orders are not touched. */
        post: operations["suspendMerchant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/merchants/{id}/trust": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a merchant's new products pass without review, or not any more. */
        post: operations["trustMerchant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/operators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The operator's people, and who was asked to join. */
        get: operations["listOperators"];
        put?: never;
        /** Ask somebody to join: they get a mail with a link that is good once, for seven days. */
        post: operations["inviteOperator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/operators/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** The link of an invitation is worth nothing from now on. */
        delete: operations["revokeOperatorInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/operators/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Somebody no longer works here: their sessions and API keys end at once. */
        delete: operations["removeOperator"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/operators/{id}/duty": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give somebody another duty. The last one who may let others in keeps theirs. */
        post: operations["changeOperatorDuty"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The orders of all merchants, newest first. A page may be shorter than its limit and even empty: go on while `next` is
         *     there.
         */
        get: operations["listPlatformOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/orders/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Orders of all merchants as a file, as for a merchant's own. */
        get: operations["exportPlatformOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One order of any merchant. */
        get: operations["getPlatformOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/orders/{id}/chargebacks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write down a chargeback of a channel that does not tell of them itself (EPay, Alipay, WeChat Pay). The money is booked
         *     out at once, and the order's dispute, or a new one, waits for the bank.
         */
        post: operations["recordChargeback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/orders/{id}/freeze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hold the money of an order while somebody looks into it: it is not released until it is thawed. */
        post: operations["freezeOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/orders/{id}/money": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the money of any order stands. Null as long as it is not delivered. */
        get: operations["getPlatformOrderMoney"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/orders/{id}/papers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where the units of one order came from: the batches with supplier, authorisation and contract, for who has to judge.
         *     Never a key.
         */
        get: operations["getPlatformOrderPapers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/orders/{id}/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give back all or part of any delivered order, and say why. The keys may have been shown. */
        post: operations["refundOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/orders/{id}/thaw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hold it no longer: it is released when it is due. What is held for an open dispute stays held. */
        post: operations["thawOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/orders/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that happened to one order of any merchant. Never a key. */
        get: operations["getPlatformOrderTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Payments through channels, newest first. A page may be shorter than its limit: go on while `next` is there. */
        get: operations["listPlatformPayments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/payments/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Payments through channels as a file. The file is noted in the trail. */
        get: operations["exportPlatformPayments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/payout-batches/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The list of a batch for the bank, with the account numbers; it is noted in the trail each time. */
        get: operations["exportPayoutBatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/payouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The payouts of all merchants, newest first. */
        get: operations["listPlatformPayouts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/payouts/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take the bank's answer: lines of `payout,paid` or `payout,failed,why`. What can be done is done, the other lines are
         *     named; the same file once more changes nothing.
         */
        post: operations["takePayoutResults"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/payouts/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send all approved payouts: take the list for the bank by the id that is answered. */
        post: operations["sendPayouts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/payouts/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Agree to a payout. Above the limit of the settings another person must, too; never who asked for it. */
        post: operations["approvePayout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/payouts/{id}/failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The bank has given it back, and why: the money is the merchant's balance again. */
        post: operations["payoutFailed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/payouts/{id}/paid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The bank has paid it. */
        post: operations["payoutPaid"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/payouts/{id}/refuse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say no to a payout, and why: the money is the merchant's balance again. */
        post: operations["refusePayout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The plans that there are. */
        get: operations["listPlans"];
        /** Create a plan, or change the one with its code. */
        put: operations["putPlan"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What waits for a second person, and what became of it: the acts that you may do yourself, the newest first. */
        get: operations["listProposals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/proposals/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Agree to it: it is done now. Not by who proposed it; and where anything has changed since, it is refused with
         *     `subject_changed`. You need the right to do it yourself.
         */
        post: operations["approveProposal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/proposals/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say no, and why. */
        post: operations["declineProposal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/proposals/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Think better of what you proposed. */
        post: operations["withdrawProposal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Refunds through channels, newest first. */
        get: operations["listPlatformRefunds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/refunds/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Refunds through channels as a file. The file is noted in the trail. */
        get: operations["exportPlatformRefunds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/refunds/{id}/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say what became of a refund that only a person can find out about, or that its channel has refused: look it up on the
         *     gateway's own pages first.
         */
        post: operations["decideRefund"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Products to be looked at, the one that is due first at the head; `state` is `waiting` by default. */
        get: operations["listProductReviews"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/reviews/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Show the product in the shop. */
        post: operations["approveProduct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/reviews/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Do not show it; its merchant is told the reason, and may revise it. */
        post: operations["rejectProduct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every setting as it holds now. Secrets are not shown. */
        get: operations["listSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/statement-channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The channels whose statements can be read, and whether yesterday's is missing. */
        get: operations["listStatementChannels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/statement-fetches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have a day's statement fetched, where the channel's protocol offers that. A day on which nothing happened has one, too. */
        post: operations["fetchStatement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/statements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Statements of payment channels, newest first. */
        get: operations["listChannelStatements"];
        put?: never;
        /**
         * Bring a channel's own statement, as CSV in UTF-8 or GBK, at most 64 MiB. Its lines are held against what arrived here and
         *     what went back; what does not agree becomes a difference. The same file twice is the same statement.
         */
        post: operations["bringStatement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/statements/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One statement, with its sums. */
        get: operations["getChannelStatement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the platform stands: engine, schema, version, queue, backups, disk. */
        get: operations["getSystem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/top-ups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One top-up, and what can go back of it. */
        get: operations["getPlatformTopUp"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/top-ups/{id}/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give back what is still in the wallet, by the channel that it came through: out of the wallet at once, and then the way
         *     of every refund.
         */
        post: operations["returnTopUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/trail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what, newest first. */
        get: operations["listTrail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/trail/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The trail as a file, newest first; the file itself is noted in it. */
        get: operations["exportTrail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/users/{id}/block": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep somebody out: their sessions end, their password and API keys are refused. */
        post: operations["blockUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/users/{id}/unblock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let somebody in again; their sessions stay ended. */
        post: operations["unblockUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/privacy/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which personal data the shop holds, what for, and how long. */
        get: operations["listPrivacyFields"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your products, newest first, hidden ones too. Where few fit, a page may be shorter than its limit and even empty: go on
         *     while `next` is there.
         */
        get: operations["listProducts"];
        put?: never;
        /** Create a product. */
        post: operations["createProduct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your products as a file. The file is noted in the trail. */
        get: operations["exportProducts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import products with their SKUs and offers: one line for each SKU, with a head that names the columns `slug`,
         *     `category`, `title_zh`, `title_en`, `brand_zh`, `brand_en`, `picture`, `summary_zh`, `summary_en`, `guide_zh`, `guide_en`,
         *     `terms_zh`, `terms_en`, `sku_code`, `sku_name_zh`, `sku_name_en`, `kind`, `price`, `currency` and `list_price`. A line
         *     with the slug of the line before may leave the product's columns empty. What is there already is changed only where
         *     it differs, so the same file twice changes nothing. At most 2,000 lines and 2 MiB, all in one transaction.
         */
        post: operations["importProducts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of your products, as it is now. */
        get: operations["getProduct"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{id}/hide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hide a product from the shop. Placed orders are not touched. */
        post: operations["hideProduct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{id}/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** List a hidden product again. */
        post: operations["listProduct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{id}/revisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Revise a product. Placed orders keep what they agreed to. */
        post: operations["reviseProduct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quotes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What these goods would cost you now, each price with the steps that lead to it: level, quantity, price list, campaign,
         *     coupon. Nothing is kept back, and no use of the coupon is counted; the order is priced once more when it is placed.
         *     Refused as an order is.
         */
        post: operations["quote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is logged in; 401 `not_logged_in` where nobody is. */
        get: operations["getSession"];
        put?: never;
        /** Log in. The answer sets the cookie of the session. */
        post: operations["logIn"];
        /** Log out: the session ends. */
        delete: operations["logOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session/by-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log in by the code. Where the contact is nobody's yet, an account is opened for it. */
        post: operations["logInByCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a code to an e-mail address or a telephone number. The answer is the same whether anybody has it. The code is
         *     good for five minutes, in this browser, for five tries.
         */
        post: operations["askLogInCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log in by passkey: the answer sets the cookie of the session. In a session it is the proof of a second factor instead. */
        post: operations["logInByPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What to ask the browser: for any passkey of this shop, or, in a session, for one of its user. */
        post: operations["askForPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove your second factor: a code of the app, or a recovery code. What needs one may be done from now on in this
         *     session, and for ten minutes what needs a fresh proof.
         */
        post: operations["proveSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session/ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The ways that are set up. */
        get: operations["listLogInWays"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/skus": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your SKUs, newest first, with their stock. */
        get: operations["listSkus"];
        put?: never;
        /**
         * Create a SKU of a product. Refused, besides what is wrong with a name: `bad_account_form`, `sku_code_taken`,
         *     `unknown_product`.
         */
        post: operations["createSku"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/skus/{sku}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of your SKUs, with its stock, and what its buyers are asked for. Refused: `unknown_sku`. */
        get: operations["getSku"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/skus/{sku}/costs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a SKU of yours has cost, and whether it may be sold below that. Refused: `unknown_sku`. */
        get: operations["listSkuCosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/skus/{sku}/form": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say what the buyers of a SKU of the kind `recharge` or `supplied` are asked for, from now on; placed orders keep what was
         *     answered.
         *     Refused: `unknown_sku`,
         *     `bad_account_form`, `bad_name` (a label).
         */
        put: operations["putSkuForm"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/skus/{sku}/loss-leader": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Let a SKU be sold below its cost until then; that, and why, stands in the trail. Goods that suppliers credit never are.
         *     Refused: `unknown_sku`, `loss_leader_recharge`, `bad_reason`, `bad_loss_leader_end`.
         */
        put: operations["putLossLeader"];
        post?: never;
        /** Have a SKU sold below its cost no more. Refused: `unknown_sku`, `no_loss_leader`. */
        delete: operations["deleteLossLeader"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/skus/{sku}/market-prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What others ask for a SKU of yours, and did. Refused: `unknown_sku`. */
        get: operations["listMarketPrices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/skus/{sku}/routes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** By which of your suppliers a SKU can be credited, those to be tried first in front. Refused: `unknown_sku`. */
        get: operations["listSkuRoutes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/skus/{sku}/routes/{supplier}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say that a supplier can be asked for a SKU (of the kind `recharge` or `supplied`), as which of its goods and at what
         *     cost. Refused: `unknown_sku`, `sku_is_stocked`, `no_such_supplier`, `supplier_cannot` (its kind gives no keys, or credits
         *     nothing), `supplier_wrong_state` (it is retired), `bad_supplier` (a value), `too_many_routes`.
         */
        put: operations["putSkuRoute"];
        post?: never;
        /**
         * Have a SKU credited by that supplier no more. What it was asked for is followed to its end. Refused: `unknown_sku`,
         *     `no_such_route`.
         */
        delete: operations["deleteSkuRoute"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your batches, newest first. */
        get: operations["listBatches"];
        put?: never;
        /**
         * Import a file of keys. Its body is the file: one key a line (`text/plain`), or `text/csv`. There is no way to get
         *     keys out again but to buy them.
         */
        post: operations["importBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/batches/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your batches as a file: where they came from and what became of them, never the keys. The file is noted in the trail. */
        get: operations["exportBatches"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/batches/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One batch. While it is being imported, `items` and `duplicates` grow with every part that is stored. */
        get: operations["getBatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/batches/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take what is left of a batch off the shelf. What was delivered stays delivered. */
        post: operations["withdrawBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/levels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is left of each of your SKUs, the newest SKU first. */
        get: operations["listStockLevels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/rules/{sku}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The low-stock rule of one of your SKUs. */
        get: operations["getStockRule"];
        /** Be told, once for each fall, when fewer units of a SKU are left. It is looked at every minute. */
        put: operations["putStockRule"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/supplier-claims": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is claimed back from suppliers, newest first. */
        get: operations["listSupplierClaims"];
        put?: never;
        /**
         * Claim keys of an order back from the suppliers that they were bought from: those that were shown. A dispute that a buyer
         *     wins over keys does it by itself. Answers with all claims of the order. Refused: `order_not_found`, `nothing_to_claim`,
         *     `bad_reason`.
         */
        post: operations["claimFromSupplier"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/supplier-claims/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say how a claim ended that you have settled with the supplier yourself; answers with the newest claims. Refused: `order_not_found` (no such claim), `attempt_decided`
         *     (it has ended), `paid_back_too_much`, `bad_reason`.
         */
        post: operations["endSupplierClaim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/supplier-differences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** In what your suppliers' statements and your books do not agree, newest first. */
        get: operations["listSupplierDifferences"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/supplier-differences/{id}/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say what becomes of a difference. Booking moves the deposit, once. Refused: `no_such_supplier_difference`,
         *     `supplier_difference_decided`, `supplier_difference_wrong_way`, `deposit_too_low`, `never_spent`, `bad_reason`.
         */
        post: operations["decideSupplierDifference"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/supplier-statement-template": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An empty table as statements are uploaded, with a line of each kind. */
        get: operations["getSupplierStatementTemplate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppliers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your suppliers, at most 100, in the order in which they were connected; those that are retired come last. */
        get: operations["listSuppliers"];
        put?: never;
        /**
         * Connect a supplier, which is off. Refused: `unknown_supplier_kind`, `bad_supplier_settings`, `bad_supplier`,
         *     `too_many_suppliers`.
         */
        post: operations["connectSupplier"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppliers/dry-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a supplier that is described in a text would be sent, and how what is pasted would be read. Nothing is sent, and
         *     nothing is kept. Refused: `unknown_supplier_kind`, `supplier_not_described`, `no_such_supplier`,
         *     `supplier_kind_is_fixed`, `bad_supplier_settings`.
         */
        post: operations["dryRunSupplier"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppliers/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * All that is wrong with a text that describes a supplier, each with its place. Refused: `unknown_supplier_kind`,
         *     `supplier_not_described`.
         */
        post: operations["explainSupplier"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppliers/kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The kinds of suppliers that there are, with the fields of their forms. */
        get: operations["listSupplierKinds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppliers/trial": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whether a supplier would work with these settings: keys that fit, and somebody who answers. Orders nothing, changes
         *     nothing, and takes 20 seconds at the most. Refused: `unknown_supplier_kind`, `no_such_supplier`,
         *     `supplier_kind_is_fixed`, `bad_supplier_settings`, `supplier_busy`.
         */
        post: operations["trySupplier"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppliers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of your suppliers. Refused: `no_such_supplier`. */
        get: operations["getSupplier"];
        /**
         * Change a supplier; its kind and its currency stay. Refused: `no_such_supplier`, `supplier_changed_meanwhile`,
         *     `bad_supplier_settings`, `bad_supplier`.
         */
        put: operations["putSupplier"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppliers/{id}/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask the supplier now what is deposited there; what it says is kept. Refused: `no_such_supplier`, `supplier_broken`,
         *     `supplier_no_answer` (also of one that cannot tell), `supplier_busy`.
         */
        post: operations["askSupplierBalance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppliers/{id}/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask the supplier now what it offers: all of it, on one page. Refused: `no_such_supplier`, `supplier_broken`,
         *     `supplier_no_answer` (also of one that cannot tell), `supplier_busy`.
         */
        get: operations["listSupplierProducts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppliers/{id}/deposits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was paid in at a supplier and taken out again, newest first: the last 200. Refused: `no_such_supplier`. */
        get: operations["listSupplierDeposits"];
        put?: never;
        /**
         * Book what you have paid in at a supplier, or taken out again. Moves no money: it tells our books, from which orders are
         *     held. Refused: `no_such_supplier`, `bad_deposit`, `bad_reason` (the note), `deposit_too_low`.
         */
        post: operations["bookSupplierDeposit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppliers/{id}/quotes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a supplier of yours last said that its goods cost, by their names. Refused: `no_such_supplier`. */
        get: operations["listSupplierQuotes"];
        put?: never;
        /**
         * Push what a supplier's goods cost: its routes cost that from this moment on, and your rules change prices at once.
         *     Refused: `no_such_supplier`, `supplier_wrong_state` (it is retired), `bad_line`, `too_many_lines`.
         */
        post: operations["pushSupplierQuotes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppliers/{id}/routes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a supplier of yours can credit. Refused: `no_such_supplier`. */
        get: operations["listSupplierRoutes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppliers/{id}/statement-calendar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a supplier's statements can be asked for, and whether yesterday's is there. Refused: `no_such_supplier`. */
        get: operations["getSupplierStatementCalendar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppliers/{id}/statement-fetches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask the supplier now for a day's statement: it takes the place of the one before. Refused: `no_such_supplier`,
         *     `supplier_statement_not_offered`, `supplier_statement_not_fetched`, `bad_statement_day`, `statement_day_not_over`,
         *     `supplier_busy`.
         */
        post: operations["fetchSupplierStatement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppliers/{id}/statements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A supplier's statements, the last day first. Refused: `no_such_supplier`. */
        get: operations["listSupplierStatements"];
        put?: never;
        /**
         * Bring a day's statement, as CSV in UTF-8 or GB18030 with the columns of the template, at most 8 MiB and 20,000 lines: it
         *     takes the place of the one before, and is held against our books. The same twice changes nothing. Refused:
         *     `no_such_supplier`, `not_a_statement_table`, `bad_statement_lines` (each in `errors`), `bad_statement_day`,
         *     `statement_day_not_over`, `too_many_lines`, `supplier_busy`.
         */
        post: operations["bringSupplierStatement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppliers/{id}/switch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch a supplier on or off, or retire it. In whatever state, it is asked about what it was asked for. Refused:
         *     `no_such_supplier`, `supplier_wrong_state`, `supplier_broken`, `supplier_contract_ended`.
         */
        post: operations["switchSupplier"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/supply-weights": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How you weigh your suppliers against each other. */
        get: operations["getSupplyWeights"];
        /** Weigh them otherwise, from now on. Refused: `bad_weights`. */
        put: operations["putSupplyWeights"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/supply-weights/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Play your past orders once more under other weights; changes nothing. Refused: `bad_weights`. */
        post: operations["replaySupply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transparency/consistency": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The proof that nothing was changed or taken out between two heads of the log. Who keeps an old head can ask for it at
         *     any time.
         */
        get: operations["getLogConsistency"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transparency/heads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Signed heads of the transparency log, the newest first. Anybody may read them. */
        get: operations["listLogHeads"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transparency/inclusion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The proof that an entry is in the log. A receipt holds its own. */
        get: operations["getLogInclusion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What your wallet holds. */
        get: operations["getWallet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The movements of your wallet, newest first. */
        get: operations["listWalletEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/top-ups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your top-ups, newest first. */
        get: operations["listTopUps"];
        put?: never;
        /**
         * Begin a top-up: it waits, with the address to pay at, until it expires. While one of the same amount through the same
         *     channel waits, it is that one.
         */
        post: operations["beginTopUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/top-ups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of your top-ups. */
        get: operations["getTopUp"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/top-ups/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a top-up back that nobody has paid. A cancelled one stays cancelled; money that comes all the same is credited. */
        post: operations["cancelTopUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What is known of it. */
        AccountCheck: {
            /**
             * @description The end of the account's name, for its owner to know it by; never the whole.
             * @example **明
             */
            name_hint?: string | null;
            /** @description Its operator, region or server, where that is known. */
            place?: string | null;
            /**
             * @description `found`, or `unknown`: no supplier of these goods says, or not in time. An order can be placed either way.
             * @example found
             */
            state: string;
        };
        /** @description That it is meant. */
        AccountDeletion: {
            /**
             * @description The id of your account: nothing is deleted by mistake.
             * @example usr_01kb9w4xq2f3v8s7m6n5p4r3t2
             */
            account: string;
        };
        AccountFieldAnswer: {
            /** @description As the form calls it now. */
            label: components["schemas"]["Text"];
            /** @example phone */
            name: string;
            value: string;
        };
        /**
         * @description What the buyer of goods that a supplier is asked for has to answer: 1 to 8 fields, each of which has to be filled in; none
         *     where keys are fetched for nobody in particular.
         */
        AccountForm: {
            fields: components["schemas"]["AccountFormField"][];
            /**
             * Format: int64
             * @description How long a supplier may take before the money goes back, 2 to 10,080 minutes; null: as the platform has it.
             */
            within_minutes?: number | null;
        };
        AccountFormChoice: {
            /** @description Up to 40 characters. */
            label: components["schemas"]["Text"];
            /** @description As the supplier knows it: one line, up to 100 characters. */
            value: string;
        };
        AccountFormField: {
            /** @description Of a `choice`: 1 to 500. */
            choices?: components["schemas"]["AccountFormChoice"][];
            /**
             * @description `phone` (a mobile number of mainland China), `qq`, `email`, `number` (digits), `text` (one line) or `choice`.
             * @example phone
             */
            kind: string;
            /** @description Up to 40 characters. */
            label: components["schemas"]["Text"];
            /** Format: int64 */
            length_max?: number | null;
            /**
             * Format: int64
             * @description In characters, 1 to 100; of `text` and `number`.
             */
            length_min?: number | null;
            /**
             * @description What suppliers know it by: `account`, `phone`, `qq`, `region`, `server`, `role` … 1 to 32 of `a-z 0-9 _`.
             * @example phone
             */
            name: string;
        };
        /** @description What you want to be called. */
        AccountName: {
            /** @description One line, at most 40 characters; empty for none. */
            name: string;
        };
        /** @description One of your sessions. */
        AccountSession: {
            /** @description What the browser said that it is. */
            agent: string;
            created_at: string;
            /** @description Whether it is the one that asks. */
            current: boolean;
            /** @description The network address it began from. */
            from: string;
            /** @example ses_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            /** @description When a second factor was last proved in it. */
            strong_at?: string | null;
            /** @description To the hour. */
            used_at: string;
            /** @description How it began: `password`, `email_code`, `sms_code`, `passkey`, or the code of a provider. */
            way: string;
        };
        AccountSessions: {
            items: components["schemas"]["AccountSession"][];
        };
        /** @description Something to know before deciding. */
        AdmissionCheck: {
            /** @description `same_licence`, `same_bank_account`, `same_phone`, `same_device`, `same_document` or `screened`. */
            code: string;
            /** @description Ids of other applications, or the entry of the list. */
            detail: string;
            /** @description `warn`, or `block`: it cannot be approved while this stands. */
            level: string;
        };
        /** @description Something that happened to an application or a merchant. */
        AdmissionMoment: {
            at: string;
            /** @description `applicant`, `reviewer` or `platform`. */
            by: string;
            note: string;
            reasons: components["schemas"]["Reason"][];
            /**
             * @description `submitted`, `taken`, `returned`, `approved`, `suspended`, `resumed` or `closed`.
             * @example submitted
             */
            what: string;
        };
        /** @description Something that needs your eyes. */
        Alarm: {
            at: string;
            detail: Record<string, never>;
            /** @example alm_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            /**
             * @description `reveals_fast`, `reveals_exceed_sales`, `link_reused`, `canary_opened`, `canary_offered`,
             *     `canary_reported`, `stock_low`, `refund_by_hand`, `charged_back`, `key_diverted` or `partner_clause`.
             * @example link_reused
             */
            kind: string;
            order?: string | null;
            /** @description The id of what it is about (a delivery, a batch, an order), or who asked. */
            subject: string;
        };
        /** @description An amount in minor units (fen, cents): an integer, never a fraction. */
        Amount: {
            /**
             * Format: int64
             * @description Minor units.
             * @example 1990
             */
            amount: number;
            /**
             * @description ISO 4217.
             * @example CNY
             */
            currency: string;
        };
        /** @description An API key, without the key itself. */
        ApiKey: {
            created_at: string;
            /** @example key_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            last4: string;
            /** @description To the minute. */
            last_used_at?: string | null;
            name: string;
            /** @description `sk_live_` or `sk_test_`. */
            prefix: string;
            revoked_at?: string | null;
            scopes: string[];
            /** @description Whose key it is. */
            user: string;
        };
        ApiKeys: {
            items: components["schemas"]["ApiKey"][];
        };
        /** @description Your application to sell here. Numbers come back masked. */
        Application: {
            about: components["schemas"]["Text"];
            bank_account: string;
            bank_name: string;
            contact_email: string;
            contact_name: string;
            contact_phone: string;
            created_at: string;
            decided_at?: string | null;
            documents: components["schemas"]["Document"][];
            id: string;
            /** @description `company` or `person`. */
            kind: string;
            legal_person: string;
            /** @example ••••YY0X */
            licence_number: string;
            /** @description What it became. */
            merchant?: string | null;
            name: components["schemas"]["Text"];
            /** @description What must be corrected, where it was returned. */
            reasons: components["schemas"]["Reason"][];
            /** @description `draft`, `submitted`, `in_review`, `returned` or `approved`. */
            state: string;
            /** @description The address that the store gets. */
            store_slug: string;
            submitted_at?: string | null;
        };
        /** @description What the form says. What is left out stays as it was; a number that comes back masked does, too. */
        ApplicationDraft: {
            about?: null | components["schemas"]["Text"];
            bank_account?: string | null;
            bank_name?: string | null;
            contact_email?: string | null;
            contact_name?: string | null;
            contact_phone?: string | null;
            /**
             * @description `company` or `person`.
             * @example company
             */
            kind?: string | null;
            legal_person?: string | null;
            licence_number?: string | null;
            name?: null | components["schemas"]["Text"];
            /** @description 2 to 40 lower-case letters, digits and single hyphens. */
            store_slug?: string | null;
        };
        /** @description A line of the queue. */
        ApplicationLine: {
            decided_at?: string | null;
            id: string;
            kind: string;
            name: components["schemas"]["Text"];
            /** @description The id of whoever looks at it, or empty. */
            reviewer: string;
            state: string;
            store_slug: string;
            submitted_at?: string | null;
        };
        /** @description An application with everything that a reviewer needs. */
        ApplicationToReview: components["schemas"]["Application"] & {
            checks: components["schemas"]["AdmissionCheck"][];
            /** @description The id of whoever looks at it, or empty. */
            reviewer: string;
            timeline: components["schemas"]["AdmissionMoment"][];
        };
        /** @description What an approval gives. */
        ApproveApplication: {
            /**
             * Format: int64
             * @description The platform's share of each sale, in hundredths of a per cent.
             * @example 200
             */
            fee_bps: number;
            /** @description The code of a plan; left out: none, and no limits. */
            plan?: string;
            reason?: string;
        };
        /** @description Where a code is to be sent. */
        AskCode: {
            /** @description An e-mail address or a telephone number. */
            contact: string;
        };
        /** @description What is deposited there, as the supplier says now. */
        AskedBalance: {
            /**
             * Format: int64
             * @description Minor units.
             * @example 500000
             */
            amount: number;
            at: string;
            /** @example CNY */
            currency: string;
        };
        /** @description A brand lets a merchant sell. */
        Authorisation: {
            brand: string;
            /** @description From the brand down to the merchant. */
            chain: components["schemas"]["AuthorisationLink"][];
            /** @description `store` and `api`. */
            channels: string[];
            /**
             * Format: int64
             * @description What the goods cost, in hundredths of a per cent of their face value.
             */
            cost_basis_bps?: number | null;
            created_at: string;
            decided_at?: string | null;
            documents: string[];
            id: string;
            merchant: string;
            minimum_price?: null | components["schemas"]["Amount"];
            /** @description Why it was returned or revoked. */
            reason: string;
            /** @description `submitted`, `approved`, `returned`, `expired`, `revoked` or `withdrawn`. */
            state: string;
            /** @description Codes of countries. */
            territory: string[];
            valid_from: string;
            valid_to: string;
        };
        /** @description Who lets whom sell. */
        AuthorisationLink: {
            from: string;
            to: string;
        };
        /** @description Backups that are made by themselves. */
        Backups: {
            /** Format: int64 */
            bytes?: number | null;
            /** @description What went wrong with the last one, where it did. */
            last_error?: string | null;
            place?: string | null;
            /** @description The last one that was restored and checked. */
            proven_at?: string | null;
            /** @description Whether there is a schedule. */
            scheduled: boolean;
        };
        /** @description A line of the file that was passed over. */
        BankLineError: {
            /** @description `unreadable`, `unknown_payout`, `wrong_state` or `repeated`. */
            code: string;
            /**
             * Format: int64
             * @description From 1.
             */
            line: number;
            text: string;
        };
        /** @description What became of the bank's file. */
        BankResults: {
            errors: components["schemas"]["BankLineError"][];
            failed: number;
            paid: number;
        };
        /** @description A batch of keys: where it came from and what became of it. Never the keys. */
        Batch: {
            /** @description The authorisation of the brand that it came in under; null for goods that need none. */
            authorisation?: string | null;
            /**
             * Format: int64
             * @description Lines that were left out because nothing could be read in them.
             */
            bad: number;
            contract?: null | components["schemas"]["BatchContract"];
            cost?: null | components["schemas"]["Amount"];
            created_at: string;
            /** Format: int64 */
            duplicates: number;
            /** @description SHA-256 of the file; null until the import is finished. */
            file_digest?: string | null;
            finished_at?: string | null;
            id: string;
            /** @description The API key, user or program that imported it. */
            imported_by: string;
            /** Format: int64 */
            items: number;
            merkle_root?: string | null;
            reference: string;
            sku: string;
            /**
             * @description `importing`, `in_stock`, `withdrawn` or `shredded`.
             * @example in_stock
             */
            state: string;
            supplier: string;
            /**
             * Format: int64
             * @description Units that they brought.
             */
            units: number;
            /**
             * Format: int64
             * @description Units taken back.
             */
            withdrawn: number;
        };
        /** @description A contract with a supplier. */
        BatchContract: {
            /** @description Its number or name. */
            contract: string;
            /** @description Its scan; null where there is none. */
            document?: string | null;
            /** @description `2026-01-31`; null where it was not said. */
            signed_on?: string | null;
        };
        /** @description The bond after it. */
        Bond: {
            available: components["schemas"]["Amount"];
            bond: components["schemas"]["Amount"];
        };
        /** @description How the deposit stands now, in minor units. */
        BookedSupplierDeposit: {
            /**
             * Format: int64
             * @description What can be ordered for.
             */
            available: number;
            /** @example CNY */
            currency: string;
            /**
             * Format: int64
             * @description Of what is under way.
             */
            held: number;
            /**
             * Format: int64
             * @description All that was credited for it.
             */
            spent: number;
        };
        /** @description A brand that the platform keeps. */
        Brand: {
            /** @description Sold only with an authorisation of the brand. */
            authorised_only: boolean;
            id: string;
            name: components["schemas"]["Text"];
        };
        /** @description With `dry_run` what stands in the file, else the statement. */
        BroughtStatement: components["schemas"]["StatementPreview"] | components["schemas"]["ChannelStatement"];
        /** @description What you do in a dispute of yours. */
        BuyerDisputeAct: {
            /**
             * @description `say`; `accept` or `decline` the offer; `withdraw`; `appeal` against a ruling.
             * @example accept
             */
            act: string;
            /**
             * Format: int64
             * @description The number of the offer that you accept.
             */
            offer?: number | null;
            /** @description Up to 2,000 characters; needed to say something, and to appeal. */
            text?: string;
        };
        /** @description Keys that were redeemed, or are offered somewhere. */
        CanaryCheck: {
            /** @description 1 to 1000 of them, as a buyer sees them: card number and password with a space between. */
            keys: string[];
        };
        CanaryFindings: {
            /** @description Which of the keys are canaries of yours: their places in the list, from 0. */
            canaries: number[];
        };
        /** @description All of them, in the order of the shop. */
        Categories: {
            items: components["schemas"]["CategoryAnswer"][];
        };
        /** @description A shelf of the shop. */
        CategoryAnswer: {
            code: string;
            name: components["schemas"]["Text"];
        };
        /** @description What the platform keeps of goods of a category, in place of the share that their merchants agreed to. */
        CategoryFee: {
            /**
             * @description The category's code.
             * @example games
             */
            category: string;
            /**
             * Format: int64
             * @description Hundredths of a per cent, 0 to 10,000; null: the share that each merchant agreed to.
             * @example 300
             */
            fee_bps?: number | null;
        };
        /** @description One thing that was tried. */
        ChannelCheck: {
            /** @description Stable: `keys`, `reach`, `answer`, …, or `timeout`. */
            code: string;
            ok: boolean;
            problem?: string | null;
        };
        ChannelChoice: {
            label: components["schemas"]["Text"];
            value: string;
        };
        /** @description What is wrong with a setting. */
        ChannelFault: {
            detail: components["schemas"]["Text"];
            /** @description Empty: all of them. */
            field: string;
        };
        /** @description One setting, enough to draw its field. */
        ChannelField: {
            /** @description Of a `choice`. */
            choices: components["schemas"]["ChannelChoice"][];
            /** @description Where it is found; may be empty. */
            hint: components["schemas"]["Text"];
            /** @description `text`, `url`, `secret`, `secret_key`, `public_key` or `choice`. */
            kind: string;
            /** @description As the gateway's own pages call it. */
            label: components["schemas"]["Text"];
            /** @example app_id */
            name: string;
            required: boolean;
        };
        /** @description How a channel does. */
        ChannelHealth: {
            /**
             * Format: int64
             * @description Ended without money.
             */
            closed: number;
            code: string;
            /** @description `well`, `shaky`, or `resting`: offered last, because it did not answer. As this node sees it. */
            health: string;
            /** @description When money arrived last, as far as the newest payments tell. */
            last_paid_at?: string | null;
            /**
             * Format: int64
             * @description Payments that were opened today (in China), and what became of them.
             */
            opened: number;
            /** Format: int64 */
            paid: number;
            resting_until?: string | null;
            /** Format: int64 */
            waiting: number;
        };
        /** @description A kind of payment channel that this program speaks, with all that its form asks for. */
        ChannelKind: {
            /** @example alipay */
            code: string;
            /** @description Currencies that its payments can be in; none: any. */
            currencies: string[];
            fields: components["schemas"]["ChannelField"][];
            name: components["schemas"]["Text"];
            /** @description Whether the gateway gives money back by request. */
            refunds: boolean;
        };
        /** @description A channel's statement. */
        ChannelStatement: {
            /**
             * Format: int64
             * @description Lines that could not be read, and are left out.
             */
            bad_lines: number;
            channel: string;
            created_at: string;
            created_by: string;
            /**
             * Format: int64
             * @description What does not agree: all of it, and what is open.
             */
            differences: number;
            /** @description The first hundred of them. */
            errors: components["schemas"]["StatementLineError"][];
            /**
             * @description The first and the last day that it covers, by the channel's calendar.
             * @example 2026-11-27
             */
            from: string;
            id: string;
            /** Format: int64 */
            lines: number;
            /** @description As the file was called. */
            name: string;
            /** Format: int64 */
            open: number;
            /** @description `upload` or `fetched`. */
            source: string;
            /**
             * @description `reading` while its lines are being looked at, then `read`. One that stays in `reading` was cut off: the same file,
             *     sent again, goes on with it.
             */
            state: string;
            /** @description By currency; of one statement only, empty in lists. */
            sums: components["schemas"]["StatementSums"][];
            /** @example 2026-11-27 */
            to: string;
        };
        /** @description What came of it. */
        ChannelTest: {
            /** @description In the order in which they were tried. */
            checks: components["schemas"]["ChannelCheck"][];
            /** Format: int64 */
            millis: number;
            /** @description Whether everything went well. */
            ok: boolean;
        };
        /** @description What the buyer's bank has taken back. */
        Chargeback: {
            amount: components["schemas"]["Amount"];
            /** @description Whether somebody wrote it down, and says how it ends. */
            by_hand: boolean;
            channel: string;
            /** @description What the merchant pays for the trouble. */
            cost: components["schemas"]["Amount"];
            /** @description In the channel's own word, or `by_hand`. */
            reason: string;
            /** @description As the channel calls it. */
            reference: string;
            /**
             * @description `told`: the money is with us still; `taken`; `returned`: it came again.
             * @example taken
             */
            state: string;
        };
        /** @description How the bank has decided. */
        ChargebackEnd: {
            /** @description Where it says so, in one line of up to 300 characters. */
            reason: string;
            /** @description True: for the merchant, and the money is with us again. */
            won: boolean;
        };
        ChoosePlan: {
            /** @description The code of a plan; empty: none, and no limits. */
            plan: string;
            /** @description One line, up to 300 characters; stands in the trail. Needed where a second person has to agree. */
            reason?: string;
        };
        /** @description A code to be proved by. */
        Code: {
            /**
             * @description Six digits of the app; to prove a second factor a recovery code will do, too.
             * @example 123456
             */
            code: string;
        };
        /** @description Something that somebody should look at. */
        Concern: {
            /** @description Stable, for programs. */
            code: string;
            en: string;
            zh: string;
        };
        /** @description How many are another cost now than before. */
        CostsTaken: {
            changed: number;
        };
        /** @description A new key, with the key itself: it is told in this answer only. */
        CreatedApiKey: components["schemas"]["ApiKey"] & {
            /** @description `sk_live_…` or `sk_test_…`. */
            api_key: string;
        };
        /** @description A new key with its secret, which is told in this answer only. */
        CreatedDockingKey: components["schemas"]["DockingKey"] & {
            secret: string;
        };
        /** @description A link that shows one key, once. It is told in this answer only. */
        CreatedLink: {
            expires_at: string;
            /** @description For a program: see `POST /v1/links/open`. */
            token: string;
            /**
             * @description For the person it is for: a page of the shop.
             * @example https://shop.example/k/…
             */
            url: string;
        };
        CreatedOffer: {
            id: string;
        };
        CreatedProduct: {
            id: string;
            /** Format: int64 */
            revision: number;
            /** @description `shown`, or `in_review`: it is shown once it was looked at. */
            state: string;
        };
        CreatedRevision: {
            id: string;
            /** Format: int64 */
            revision: number;
            /** @description `shown`, or `in_review`: a change of title, brand or category is looked at first. */
            state: string;
        };
        CreatedSku: {
            id: string;
        };
        /** @description How the shop stands. A day begins at midnight in China; what counts is when an order was placed, if it is delivered. */
        Dashboard: {
            /**
             * Format: int64
             * @description Alarms of the last seven days.
             */
            alarms: number;
            /** @description All currencies of the period. */
            currencies: string[];
            /** @example CNY */
            currency: string;
            /** @description The oldest first, today last. */
            days: components["schemas"]["DashboardDay"][];
            /**
             * Format: int64
             * @description Orders that wait for their money.
             */
            pending: number;
            /** @description The twenty SKUs that run out first. */
            stock: components["schemas"]["StockLevel"][];
            today: components["schemas"]["DashboardDay"];
            /** @description The ten products with the best sales. */
            top: components["schemas"]["TopProduct"][];
            yesterday: components["schemas"]["DashboardDay"];
        };
        DashboardDay: {
            /** @example 2026-11-28 */
            day: string;
            /** Format: int64 */
            orders: number;
            sales: components["schemas"]["Amount"];
        };
        /** @description A job that failed too often. */
        DeadJob: {
            /** Format: int64 */
            attempts: number;
            created_at: string;
            id: string;
            kind: string;
            last_error: string;
            /** @description What it was about: ids, nothing secret. */
            payload: string;
        };
        /** @description What somebody has found out from the supplier. */
        DecideFulfilment: {
            /** @description Of `delivered`: as many as were bought, each in one line. They go to the buyer over the shelf. */
            keys?: string[];
            /** @description One line, up to 300 characters: who said so. */
            reason: string;
            /**
             * @description `credited`: the account has it. `delivered`: these are the keys. `failed`: it has not, they do not exist, and will not.
             * @example failed
             */
            says: string;
        };
        /** @description Why it is decided so. */
        DecideProposal: {
            /** @description One line, up to 300 characters. Needed to decline. */
            reason?: string;
        };
        /** @description What becomes of a difference. */
        DecideSupplierDifference: {
            /** @description One line, up to 300 characters. */
            reason: string;
            /**
             * @description `book` (the supplier's figure counts: the deposit is corrected), `dispute` (it is being settled with them), `known`
             *     (it is right as it is; no money moves).
             */
            way: string;
        };
        /** @description One unit handed out. */
        Delivery: {
            /** @example dlv_01kb9w4xq2f3v8s7m6n5p4r3t2-1 */
            id: string;
            offer: string;
            /** @description The key (card number and password with a space between); null unless it is revealed by this answer. */
            secret?: string | null;
            /** @example delivered */
            state: string;
        };
        /** @description A dispute about an order. */
        Dispute: {
            /** @description What the disputed lines cost. */
            amount: components["schemas"]["Amount"];
            /** @description `buyer` or `merchant`. */
            appealed_by?: string | null;
            closed_at?: string | null;
            /** @description Until when whoever has to act must have done so. */
            due_at?: string | null;
            /** @description Whether the money is held in escrow for this case. */
            frozen: boolean;
            /**
             * @description How it ended: `withdrawn`, `agreed`, `ruled`, `by_rule`, `silent_merchant`, `silent_buyer`,
             *     `chargeback_won` or `chargeback_lost` (by the merchant).
             */
            how?: string | null;
            /** @example dsp_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            /** @description Numbers of the order's lines; empty: all of them. */
            lines: number[];
            merchant: string;
            offer?: null | components["schemas"]["DisputeOffer"];
            opened_at: string;
            order: string;
            /**
             * @description `key_invalid`, `already_used`, `not_delivered`, `wrong_region`, `topup_not_credited`, `unauthorised` or
             *     `not_as_described`.
             * @example key_invalid
             */
            reason: string;
            /** @description What went back by this case. */
            refunded: components["schemas"]["Amount"];
            /**
             * @description `refund`; `partial`: then `wanted` says how much; `replace`: another key.
             * @example refund
             */
            remedy: string;
            /**
             * Format: int64
             * @description How many units were replaced by this case.
             */
            replaced: number;
            ruled?: null | components["schemas"]["Amount"];
            /** @description The units that are replaced by the first ruling. */
            ruled_replaces: string[];
            /**
             * @description Who has to act: `merchant`, `offered` (the buyer), `platform`, `ruled` (either side can appeal), `appealed`, `bank`
             *     (the buyer's, which has taken the payment back); `closed`: nobody.
             * @example merchant
             */
            state: string;
            /** @description Whether somebody of the platform looks at it. */
            taken: boolean;
            wanted?: null | components["schemas"]["Amount"];
        };
        /** @description What the rules said at a moment; for the platform only. */
        DisputeDecision: {
            amount: components["schemas"]["Amount"];
            /** @description JSON: what they were asked about. */
            facts: string;
            /** @description `opened`, `silent_merchant`, `silent_buyer` or `contested`. */
            moment: string;
            /** @description The rule that decided; empty: none. */
            rule: string;
            /** @description Rules in shadow that matched. */
            shadow: string[];
            /** Format: int64 */
            version: number;
        };
        /** @description A dispute with all that was said, shown, known and decided. */
        DisputeDetails: components["schemas"]["Dispute"] & {
            chargeback?: null | components["schemas"]["Chargeback"];
            /** @description Empty but for the platform. */
            decisions: components["schemas"]["DisputeDecision"][];
            entries: components["schemas"]["DisputeEntry"][];
            evidence: components["schemas"]["DisputeEvidence"][];
            files: components["schemas"]["DisputeFile"][];
            /** @description For the platform: who has taken it. */
            taken_by?: string | null;
        };
        /** @description One thing that was said or done. */
        DisputeEntry: {
            amount?: null | components["schemas"]["Amount"];
            at: string;
            /** @description SHA-256 over this entry and the digest of the one before, in hexadecimal digits. */
            digest: string;
            file?: string | null;
            /**
             * @description `opened`, `text`, `file`, `offer`, `accepted`, `declined`, `contested`, `taken`, `evidence`, `proposed`, `ruled`,
             *     `appealed`, `closed`, `reminded`, `unpaid`, `chargeback`, `money_taken` or `money_back`.
             * @example text
             */
            kind: string;
            /**
             * Format: int64
             * @description From 1, without gaps.
             */
            number: number;
            /**
             * Format: int64
             * @description How many units an offer or a ruling replaces, or were replaced at the end; 0: it is about money.
             */
            replaces: number;
            /** @description `buyer`, `merchant`, `platform` or `system`. */
            side: string;
            text: string;
            /** @description Who it was, where you may know. */
            who?: string | null;
        };
        /** @description What the machine knew at a moment: both sides see what the arbiter sees. */
        DisputeEvidence: {
            at: string;
            /** @description JSON, as the digest is of it. */
            content: string;
            /** @description SHA-256 of the content, in hexadecimal digits. */
            digest: string;
            /** @description `opened`, or `ruled-` and the number of the entry. */
            moment: string;
        };
        /** @description A picture or a recording. */
        DisputeFile: {
            at: string;
            /** Format: int64 */
            bytes: number;
            /** @example image/png */
            content_type: string;
            /** @description SHA-256 of what it holds, in hexadecimal digits. */
            digest: string;
            id: string;
            name: string;
            /** @description `buyer`, `merchant` or `platform`. */
            side: string;
        };
        /** @description What you say to both sides. */
        DisputeMessage: {
            /** @description 1 to 2,000 characters. */
            text: string;
        };
        DisputeOffer: {
            /** @description What goes back; where units are replaced, only if nothing is left to replace them with. */
            amount: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description To be named when it is accepted.
             */
            number: number;
            /** @description The units that are replaced; empty: the offer is money. */
            replaces: string[];
        };
        /** @description A page of disputes, and how many wait for whom. */
        DisputeQueue: {
            items: components["schemas"]["Dispute"][];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
            waiting: components["schemas"]["DisputesWaiting"][];
        };
        /** @description What those rules would have decided. */
        DisputeReplay: {
            /** @description Those that differ, the newest first, at most 200. */
            changed: components["schemas"]["ReplayedDispute"][];
            /** Format: int64 */
            did_refund: number;
            /**
             * Format: int64
             * @description Of these, how often those rules would decide otherwise.
             */
            differ: number;
            /**
             * Format: int64
             * @description How often rules were asked in that time.
             */
            moments: number;
            /**
             * Format: int64
             * @description What would have gone back by rules in all, and what did, in minor units of whatever currency.
             */
            would_refund: number;
        };
        /** @description One rule. The first live one that matches decides. */
        DisputeRule: {
            /**
             * @description `refund` (a share of what is disputed), `release`, `offer` (what the merchant offered), or `propose`: it only tells
             *     the arbiter.
             * @example refund
             */
            act: string;
            /**
             * @description a-z, 0-9 and underscores.
             * @example never_shown
             */
            code: string;
            en: string;
            /**
             * @description `live` or `shadow`: asked and written down, and does nothing.
             * @example live
             */
            mode: string;
            /** @description When it is asked: `opened`, `silent_merchant`, `silent_buyer`, `contested`. */
            on: string[];
            /**
             * Format: int64
             * @description Of a refund: 1 to 100 per cent.
             */
            percent?: number;
            /**
             * @description In the Common Expression Language, about the facts; true or false.
             * @example units_shown == 0 && amount <= 2000
             */
            when: string;
            /** @description What it is called; both sides read it where it decides. */
            zh: string;
        };
        /** @description A version of the whole table. */
        DisputeRuleSet: {
            at?: string | null;
            reason: string;
            rules: components["schemas"]["DisputeRule"][];
            /**
             * Format: int64
             * @description 0: those that the program comes with.
             */
            version: number;
            /** @description Who made it; empty of version 0. */
            who: string;
        };
        /** @description The rules that hold, and those that held before. */
        DisputeRules: components["schemas"]["DisputeRuleSet"] & {
            /** @description The versions before, the newest first; without their rules. */
            before: components["schemas"]["DisputeRuleSet"][];
            /** @description What rules can be about. */
            facts: string[];
        };
        /** @description How you rule. */
        DisputeRuling: {
            /**
             * Format: int64
             * @description How much of what is disputed goes back, in minor units: 0 is for the merchant, all of it for the buyer. Left out
             *     where keys are replaced.
             */
            back?: number | null;
            /**
             * @description Other keys take the place of these deliveries; an empty list: of all that can be replaced. What they cost goes back
             *     instead where nothing is left when the ruling is carried out.
             */
            replace?: string[] | null;
            /** @description Why, in 1 to 2,000 characters. Both sides read it. */
            text: string;
        };
        /** @description How one side has done. */
        DisputeScore: {
            /**
             * Format: int64
             * @description How long the first answer takes, on average; 0 where there was none.
             */
            answer_minutes: number;
            /** Format: int64 */
            disputes: number;
            /**
             * Format: int64
             * @description The same in hundredths of a per cent.
             */
            loss_rate: number;
            /**
             * Format: int64
             * @description Disputes that were decided against this side.
             */
            lost: number;
            /**
             * Format: int64
             * @description Delivered orders.
             */
            orders: number;
            /**
             * Format: int64
             * @description The same in hundredths of a per cent.
             */
            refund_rate: number;
            /**
             * Format: int64
             * @description Of these, those of which something was given back.
             */
            refunded: number;
        };
        /** @description How many disputes wait for whom. */
        DisputesWaiting: {
            /** Format: int64 */
            count: number;
            /**
             * Format: int64
             * @description Of these, those whose time is over.
             */
            late: number;
            /** @description `merchant`, `offered`, `platform`, `ruled` or `appealed`. */
            state: string;
        };
        /** @description Where it came from. */
        DiversionBatch: {
            /** @description Of the brand; null for goods that need none. */
            authorisation?: string | null;
            /** @description The contract with the supplier; null where none was named. */
            contract?: string | null;
            id: string;
            imported_at: string;
            /** @description The API key, user or program that imported it. */
            imported_by: string;
            reference: string;
            /** @description When that was signed: 2026-01-31; null where it was not said. */
            signed_on?: string | null;
            supplier: string;
        };
        /** @description A found key that is kept as a case. */
        DiversionCase: {
            closed_at?: string | null;
            closed_by?: string | null;
            found_at?: string | null;
            /** @example dvn_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            merchant: components["schemas"]["MerchantRef"];
            note: string;
            /** Format: int64 */
            number: number;
            opened_at: string;
            /** @description An e-mail address, or `platform`. */
            opened_by: string;
            /** @description Null where the unit was not sold, and for a loop secret. */
            order?: string | null;
            /** @description `partner_warned`, `partner_stopped`, `not_ours` or `unfounded`; null while it is open. */
            outcome?: string | null;
            partner?: null | components["schemas"]["DiversionPartnerRef"];
            place: string;
            /** @description The title of the product. */
            product: components["schemas"]["Text"];
            sentence: string;
            sku: string;
            sku_name: components["schemas"]["Text"];
            /** @description `open` or `closed`. */
            state: string;
            url: string;
        };
        /** @description The way of one unit, from its supplier to whom it was shown. Never the key. */
        DiversionChain: {
            batch: components["schemas"]["DiversionBatch"];
            merchant: components["schemas"]["MerchantRef"];
            /**
             * Format: int64
             * @description Of the unit among all of its SKU; of a loop secret its version.
             */
            number: number;
            /** @description A case about it that is open. */
            open_case?: string | null;
            /** @description The title of the product. */
            product: components["schemas"]["Text"];
            sale?: null | components["schemas"]["DiversionSale"];
            shared?: null | components["schemas"]["DiversionShared"];
            sku: string;
            sku_name: components["schemas"]["Text"];
            /**
             * @description `sold`; `in_stock`; `withdrawn`; `held_back` where it was taken back before anybody saw it; `replaced` where another
             *     one came in its place; `shared` for a loop secret, which many have; `canary`, which was hidden in its batch and is
             *     nobody's.
             * @example sold
             */
            state: string;
        };
        /** @description A case with the way of its unit. */
        DiversionDetails: {
            case: components["schemas"]["DiversionCase"];
            chain?: null | components["schemas"]["DiversionChain"];
            fired?: null | components["schemas"]["FiredClause"];
        };
        /** @description How a case ends. */
        DiversionEnd: {
            /**
             * @description `partner_warned`, `partner_stopped`, `not_ours` or `unfounded`.
             * @example partner_warned
             */
            outcome: string;
            /** @description What was found out or agreed, in 1 to 500 characters. */
            sentence: string;
        };
        /** @description A line that is one of the goods. */
        DiversionFinding: {
            chain: components["schemas"]["DiversionChain"];
            /**
             * Format: int64
             * @description From 1.
             */
            line: number;
        };
        /** @description What came of a look-up. */
        DiversionFindings: {
            findings: components["schemas"]["DiversionFinding"][];
            /** @description Lines that were looked for. */
            lines: number;
            /** @description The numbers of those of which nothing is known, from 1. */
            unknown: number[];
        };
        DiversionLink: {
            made_at: string;
            network?: string | null;
            /** @description `open`, `used` or `expired`. */
            state: string;
            used_at?: string | null;
        };
        /** @description The user who bought a unit. */
        DiversionPartner: {
            /**
             * Format: int64
             * @description Cases about units of theirs, open and closed.
             */
            cases: number;
            /** @description False where older orders were not counted. */
            complete: boolean;
            id: string;
            /** @description Of a partner, or of who buys by the API; else empty. */
            name: string;
            /** Format: int64 */
            units_in_all: number;
            /**
             * Format: int64
             * @description Units of the same SKU, and of all your goods, that they have bought.
             */
            units_of_sku: number;
        };
        /** @description Cases about the units of one user. */
        DiversionPartnerCases: {
            /** Format: int64 */
            cases: number;
            last_at: string;
            /** Format: int64 */
            open: number;
            partner: components["schemas"]["DiversionPartnerRef"];
            /** Format: int64 */
            stopped: number;
            /**
             * Format: int64
             * @description Closed ones that ended with a warning, and with a stop.
             */
            warned: number;
        };
        /** @description Somebody who bought a unit that turned up. */
        DiversionPartnerRef: {
            id: string;
            /** @description Of a partner; else empty. */
            name: string;
        };
        DiversionReveal: {
            at: string;
            /** @description The id of a user or API key, `link` for who holds the order's link, or `reveal_link`. */
            by: string;
            network?: string | null;
        };
        /** @description To whom a unit was sold, and who was shown it. */
        DiversionSale: {
            /** @description Where the buyer is told of the order. */
            contact?: string | null;
            delivered_at: string;
            delivery: string;
            /** @description Single-use links that were made for it. */
            links: components["schemas"]["DiversionLink"][];
            /** @description The network that the order was placed from, such as 192.0.2.0/24; null once that is forgotten. */
            network?: string | null;
            order: string;
            /** @description `store` or `api`. */
            origin: string;
            partner?: null | components["schemas"]["DiversionPartner"];
            /** @description `wallet`, or the code of a payment channel. */
            pay: string;
            placed_at: string;
            /** @description Each time that it was shown, the oldest first. */
            reveals: components["schemas"]["DiversionReveal"][];
            /** @description False where there may be more of them. */
            reveals_complete: boolean;
        };
        /** @description How many have a loop secret: who of them passed it on, nobody can tell. */
        DiversionShared: {
            /** @description False where only so many were counted. */
            complete: boolean;
            /** Format: int64 */
            orders: number;
            /** Format: int64 */
            units: number;
        };
        /** @description A docking key, without its secret. */
        DockingKey: {
            /**
             * @description What your shop's program calls itself: key, API key, or app_id, as its form says.
             * @example 12345678
             */
            app_id: string;
            changed_at: string;
            created_at: string;
            /** @example dck_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            /** @description To the minute. */
            last_used_at?: string | null;
            merchant: string;
            name: string;
            /** @description Empty: nowhere. */
            report_url: string;
            /**
             * @description `asked` (the merchant has to agree first), `on` or `off`.
             * @example on
             */
            state: string;
        };
        DockingKeys: {
            items: components["schemas"]["DockingKey"][];
        };
        /** @description A partner's key, for the merchant. */
        DockingPartner: components["schemas"]["DockingKey"] & {
            /** @description Who it is: where they are reached. */
            partner: string;
        };
        /** @description A scan: what it is, never what it holds. */
        Document: {
            /** Format: int64 */
            bytes: number;
            created_at: string;
            /** @description SHA-256 in hexadecimal digits. */
            digest: string;
            id: string;
            /** @description `licence`, `identity`, `bank`, `authorisation` or `other`. */
            kind: string;
            /** @description `pdf`, `png` or `jpeg`, by what is in it. */
            media: string;
            name: string;
        };
        /** @description How a callback would be taken. */
        DryRunCallback: {
            /** @description What it would be answered. */
            answer: string;
            /** @description The order that would be asked about; null: it is refused. */
            order_no?: string | null;
            /** @description `bad_signature`, `stale`, `other_merchant` or `malformed`. */
            refusal?: string | null;
            said: string;
            signature?: null | components["schemas"]["DryRunSignature"];
        };
        DryRunHeader: {
            name: string;
            value: string;
        };
        /** @description How an answer would be read. */
        DryRunRead: {
            /** @description A cost, or a balance. */
            amount?: string | null;
            reference?: string | null;
            /** @description The request that it would answer. */
            request: string;
            said: string;
            /**
             * @description `accepted`, `credited`, `delivered`, `failed`, `not_found`, `balance`, `catalogue` or `unknown`.
             * @example accepted
             */
            state: string;
            /** @description The code of a failure's reason. */
            why?: string | null;
        };
        /** @description A request as it would be sent; secrets are `••••`, signatures are true. */
        DryRunRequest: {
            body: string;
            headers: components["schemas"]["DryRunHeader"][];
            method: string;
            /**
             * @description `submit`, `query`, `cancel`, `balance`, `catalogue`.
             * @example submit
             */
            name: string;
            /** @description Why it could not be sent. */
            problem?: string | null;
            signatures: components["schemas"]["DryRunSignature"][];
            url: string;
        };
        /** @description The order that it is tried on. */
        DryRunSample: {
            /**
             * @description What the buyer filled in, by the names of the form.
             * @default {
             *       "account": "13800138000"
             *     }
             */
            account: {
                [key: string]: string;
            };
            /**
             * @description Our number: 8 to 32 small letters and digits. An answer that names an order has to name this one.
             * @default sample0000000001
             */
            order_no: string;
            /**
             * @description As the supplier calls it.
             * @default 10086
             */
            product: string;
            /**
             * Format: int64
             * @description 1 to 1000.
             * @default 1
             */
            quantity: number;
            /**
             * Format: int64
             * @description Of one, in minor units.
             * @default 1000
             */
            unit_cost: number;
        };
        /** @description A signature, and what is hashed for it. */
        DryRunSignature: {
            recipe: string;
            text: string;
            value: string;
        };
        /** @description A supplier that is described in a text, and an order that is not sent. It holds secrets: nothing prints it. */
        DryRunSupplier: {
            /** @description An answer of the supplier to be read: its body, or with its line of status, headers and an empty line before it. */
            answer?: string;
            /** @description A callback to be read: what is in it, or with its line of request, headers and an empty line before it. */
            callback?: string;
            /** @example CNY */
            currency: string;
            kind: string;
            /** @description The supplier whose settings stand in for those that are left out. */
            of?: string | null;
            sample?: components["schemas"]["DryRunSample"];
            settings?: {
                [key: string]: string;
            };
        };
        Duplicate: {
            /**
             * @description `in_file`: an earlier line of this file; `in_stock`: you imported it before, sold or not.
             * @example in_stock
             */
            known: string;
            /**
             * Format: int64
             * @description From 1.
             */
            line: number;
        };
        /** @description How a claim ended that a person has settled with the supplier. */
        EndSupplierClaim: {
            claim: string;
            /**
             * Format: int64
             * @description What came back into the deposit, in minor units, 0 where it was settled otherwise; null: the supplier refuses.
             */
            paid_back?: number | null;
            /** @description One line, up to 300 characters: who said so. */
            reason: string;
        };
        /** @description How many sessions ended. */
        Ended: {
            /** Format: int64 */
            ended: number;
        };
        /** @description What is shown to the bank. */
        EvidencePack: {
            amount: components["schemas"]["Amount"];
            channel: string;
            dispute: string;
            /**
             * @description `evidence` of Stripe's *update a dispute* (`POST /v1/disputes/{id}`), by its own names and within its limits; with
             *     `enhanced_evidence.visa_compelling_evidence_3` where two earlier payments fit. `charge` of these is to be added, from
             *     the payment intents below.
             */
            evidence: Record<string, never>;
            order: string;
            /** @description Payment intents of the two earlier payments, in their order. Whether they were paid with the same card, Stripe knows. */
            prior_payment_intents: string[];
            /** @description What the channel calls the chargeback. */
            reference: string;
        };
        /** @description What is expected to be released on a day. */
        ExpectedRelease: {
            amount: components["schemas"]["Amount"];
            /** @description The day (UTC), such as 2026-11-28; null for what is held while somebody looks into it. */
            day?: string | null;
        };
        /** @description Who is supposed to buy what. Nobody named: a guest. */
        ExplainPrice: {
            /** @description `store` (by default) or `api`. */
            channel?: string | null;
            coupon?: string | null;
            /** @description Somebody with an account, by its address. */
            email?: string | null;
            /** @description Or somebody who has this level. */
            level?: string | null;
            /** @description 1 to 50 lines of your offers. */
            lines: components["schemas"]["NewOrderLine"][];
            /** @description Or a partner of this price list. */
            price_list?: string | null;
            /** @example CN */
            region?: string | null;
            /** @description Somebody with an account, by id. */
            user?: string | null;
        };
        /** @description A text that describes a supplier. */
        ExplainSupplier: {
            description: string;
            /** @example connector */
            kind: string;
        };
        /** @description A day whose statement is fetched. */
        FetchStatement: {
            channel: string;
            /**
             * @description By the channel's calendar.
             * @example 2026-11-27
             */
            day: string;
        };
        /** @description A day that is fetched. */
        FetchSupplierStatement: {
            /** @example 2026-11-27 */
            day: string;
        };
        /** @description What is wrong with one field. */
        FieldProblem: {
            detail: string;
            /**
             * @description A JSON pointer (RFC 6901) into the request's body.
             * @example /lines/0/quantity
             */
            pointer: string;
            /** @description The same in Chinese, where people read it beside the field. */
            zh?: string | null;
        };
        FillBond: {
            amount: components["schemas"]["Amount"];
        };
        /** @description What a clause did. */
        FiredClause: {
            at: string;
            /** @description The id of the case, the day, or since when buying is abnormal. */
            cause: string;
            /**
             * @description `case`, `pattern` or `tries`.
             * @example case
             */
            clause: string;
            /**
             * @description `alarm`, `freeze` or `both`; `noted` where they were frozen already.
             * @example both
             */
            did: string;
        };
        /** @description The first keys. */
        FirstKeys: {
            /** @description One key a line, at most 10,000 lines. */
            keys: string;
        };
        /** @description The first merchant, with its owner's account. */
        FirstMerchant: {
            /** @description Of the owner; not one that has an account already. */
            email: string;
            name: components["schemas"]["Text"];
            /** @description At least ten characters. */
            password: string;
        };
        /** @description What is sold first. */
        FirstProduct: {
            id: string;
            /**
             * Format: int64
             * @description Units that can be bought now.
             */
            left: number;
            /**
             * @description Its page in the shop.
             * @example /p/first-product
             */
            page: string;
            price?: null | components["schemas"]["Amount"];
            title: components["schemas"]["Text"];
        };
        /** @description Which steps are done. */
        FirstRun: {
            merchant?: null | components["schemas"]["MerchantRef"];
            /** @description Whether the steps can be gone at all: false where a merchant was there before. */
            open: boolean;
            product?: null | components["schemas"]["FirstProduct"];
            /** @description `merchant`, `product`, `keys` and `purchase`, in this order. */
            steps: components["schemas"]["FirstRunStep"][];
        };
        FirstRunStep: {
            code: string;
            done: boolean;
        };
        /** @description Keys that were found somewhere. */
        FoundKeys: {
            /** @description 1 to 200 of them, one a line: as a buyer sees them, or number and password as an import takes them. */
            keys: string;
        };
        /** @description How the crediting of an order stands. */
        Fulfilment: {
            /**
             * @description As much of the account as may be shown.
             * @example 138****8000
             */
            account: string;
            created_at: string;
            /** @description When the money goes back, if it is not credited until then; null before it is paid. */
            deadline?: string | null;
            ended_at?: string | null;
            /** @example ord_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            order: string;
            /** Format: int64 */
            quantity: number;
            sku: string;
            sku_name: components["schemas"]["Text"];
            /**
             * @description `unpaid`, `open`, `credited`, `given_back` (nobody credited it in time: the buyer has the money again) or `dropped`
             *     (never paid).
             * @example open
             */
            state: string;
            /** @description Who is, or was last, asked; null: nobody yet. */
            supplier?: string | null;
            supplier_name?: string | null;
            /**
             * @description `credit` (to the account) or `keys`.
             * @example credit
             */
            wanted: string;
        };
        /** @description The same with the account itself, and with all who were asked. */
        FulfilmentDetail: components["schemas"]["Fulfilment"] & {
            /**
             * @description What the buyer answered; null for who may not read orders (`orders:read`). Each time that it is shown stands in the
             *     trail. Empty once it is forgotten.
             */
            account_fields?: components["schemas"]["AccountFieldAnswer"][] | null;
            /** @description In the order in which they were made. */
            attempts: components["schemas"]["SupplyAttempt"][];
        };
        /** @description Why the money is held, or not any more. */
        HoldReason: {
            /** @description One line, up to 300 characters. */
            reason: string;
        };
        /** @description What the import came to. */
        Import: {
            /**
             * Format: int64
             * @description Keys that are on sale now.
             */
            accepted: number;
            batch: string;
            /**
             * Format: int64
             * @description Canaries that were mixed in.
             */
            canaries: number;
            /** Format: int64 */
            duplicate_count: number;
            /** @description The first thousand: keys that you had already, or that stand twice in the file. */
            duplicates: components["schemas"]["Duplicate"][];
            /** Format: int64 */
            lines: number;
            /** @description Over the sealed items: the proof that a key came from this batch. */
            merkle_root: string;
        };
        ImportCounts: {
            /** @description A new revision, or a new price. */
            changed: number;
            created: number;
            unchanged: number;
        };
        /** @description What is wrong with a line. */
        ImportLineError: {
            /**
             * @description Stable, for programs.
             * @example bad_price
             */
            code: string;
            /** @description The name of the column, or empty. */
            column: string;
            detail: string;
            /** @description From 1, as the file counts. */
            line: number;
        };
        /** @description Somebody who was asked and has not come yet. */
        Invitation: {
            created_at: string;
            /** @example stock */
            duty: string;
            email: string;
            expires_at: string;
            /** @example inv_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
        };
        /** @description The link of an invitation. */
        InvitationToken: {
            /** @description What stands at the end of the link. */
            token: string;
        };
        Job: {
            /**
             * Format: int64
             * @description 1 at the first try.
             */
            attempts: number;
            created_at: string;
            /** @example job_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            /** @example mail.order */
            kind: string;
        };
        /** @description What was done. */
        JobDone: {
            /** @description `retried` or `dropped`. */
            done: string;
            id: string;
        };
        /** @description How the queue stands. */
        JobQueue: {
            /**
             * Format: int64
             * @description Given up: they wait for a person.
             */
            dead: number;
            /**
             * Format: int64
             * @description For how many seconds the oldest job that could run has waited; null where none does.
             */
            oldest_seconds?: number | null;
            /** Format: int64 */
            queued: number;
            /** Format: int64 */
            running: number;
            /** @description Those that run now, the longest first: at most 50. */
            under_way: components["schemas"]["Job"][];
        };
        /** @description Why. */
        JobReason: {
            /** @description 1 to 500 characters, for the trail. */
            reason: string;
        };
        /** @description Joining with a new account. */
        JoinAnew: {
            /**
             * Format: password
             * @description 8 to 128 characters.
             */
            password: string;
            token: string;
        };
        /** @description What became of a link. */
        Link: {
            created_at: string;
            expires_at: string;
            /** @description The id of the user or API key that made it, or `link`. */
            made_by: string;
            /**
             * Format: int64
             * @description How often it was tried again after that: each such try was refused.
             */
            refused: number;
            refused_at?: string | null;
            refused_from?: string | null;
            /**
             * @description `open`, `used` or `expired`.
             * @example used
             */
            state: string;
            used_at?: string | null;
            /** @description The network address it was opened from. */
            used_from?: string | null;
        };
        LinkedLogin: {
            last_used_at?: string | null;
            /** @description What the provider calls you. */
            shown: string;
            since: string;
        };
        Links: {
            items: components["schemas"]["Link"][];
        };
        /** @description One page of a list. */
        List_AdmissionMoment: {
            items: {
                at: string;
                /** @description `applicant`, `reviewer` or `platform`. */
                by: string;
                note: string;
                reasons: components["schemas"]["Reason"][];
                /**
                 * @description `submitted`, `taken`, `returned`, `approved`, `suspended`, `resumed` or `closed`.
                 * @example submitted
                 */
                what: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_Alarm: {
            items: {
                at: string;
                detail: Record<string, never>;
                /** @example alm_01kb9w4xq2f3v8s7m6n5p4r3t2 */
                id: string;
                /**
                 * @description `reveals_fast`, `reveals_exceed_sales`, `link_reused`, `canary_opened`, `canary_offered`,
                 *     `canary_reported`, `stock_low`, `refund_by_hand`, `charged_back`, `key_diverted` or `partner_clause`.
                 * @example link_reused
                 */
                kind: string;
                order?: string | null;
                /** @description The id of what it is about (a delivery, a batch, an order), or who asked. */
                subject: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_ApplicationLine: {
            items: {
                decided_at?: string | null;
                id: string;
                kind: string;
                name: components["schemas"]["Text"];
                /** @description The id of whoever looks at it, or empty. */
                reviewer: string;
                state: string;
                store_slug: string;
                submitted_at?: string | null;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_Authorisation: {
            items: {
                brand: string;
                /** @description From the brand down to the merchant. */
                chain: components["schemas"]["AuthorisationLink"][];
                /** @description `store` and `api`. */
                channels: string[];
                /**
                 * Format: int64
                 * @description What the goods cost, in hundredths of a per cent of their face value.
                 */
                cost_basis_bps?: number | null;
                created_at: string;
                decided_at?: string | null;
                documents: string[];
                id: string;
                merchant: string;
                minimum_price?: null | components["schemas"]["Amount"];
                /** @description Why it was returned or revoked. */
                reason: string;
                /** @description `submitted`, `approved`, `returned`, `expired`, `revoked` or `withdrawn`. */
                state: string;
                /** @description Codes of countries. */
                territory: string[];
                valid_from: string;
                valid_to: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_Batch: {
            items: {
                /** @description The authorisation of the brand that it came in under; null for goods that need none. */
                authorisation?: string | null;
                /**
                 * Format: int64
                 * @description Lines that were left out because nothing could be read in them.
                 */
                bad: number;
                contract?: null | components["schemas"]["BatchContract"];
                cost?: null | components["schemas"]["Amount"];
                created_at: string;
                /** Format: int64 */
                duplicates: number;
                /** @description SHA-256 of the file; null until the import is finished. */
                file_digest?: string | null;
                finished_at?: string | null;
                id: string;
                /** @description The API key, user or program that imported it. */
                imported_by: string;
                /** Format: int64 */
                items: number;
                merkle_root?: string | null;
                reference: string;
                sku: string;
                /**
                 * @description `importing`, `in_stock`, `withdrawn` or `shredded`.
                 * @example in_stock
                 */
                state: string;
                supplier: string;
                /**
                 * Format: int64
                 * @description Units that they brought.
                 */
                units: number;
                /**
                 * Format: int64
                 * @description Units taken back.
                 */
                withdrawn: number;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_Brand: {
            items: {
                /** @description Sold only with an authorisation of the brand. */
                authorised_only: boolean;
                id: string;
                name: components["schemas"]["Text"];
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_CategoryFee: {
            items: {
                /**
                 * @description The category's code.
                 * @example games
                 */
                category: string;
                /**
                 * Format: int64
                 * @description Hundredths of a per cent, 0 to 10,000; null: the share that each merchant agreed to.
                 * @example 300
                 */
                fee_bps?: number | null;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_ChannelHealth: {
            items: {
                /**
                 * Format: int64
                 * @description Ended without money.
                 */
                closed: number;
                code: string;
                /** @description `well`, `shaky`, or `resting`: offered last, because it did not answer. As this node sees it. */
                health: string;
                /** @description When money arrived last, as far as the newest payments tell. */
                last_paid_at?: string | null;
                /**
                 * Format: int64
                 * @description Payments that were opened today (in China), and what became of them.
                 */
                opened: number;
                /** Format: int64 */
                paid: number;
                resting_until?: string | null;
                /** Format: int64 */
                waiting: number;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_ChannelKind: {
            items: {
                /** @example alipay */
                code: string;
                /** @description Currencies that its payments can be in; none: any. */
                currencies: string[];
                fields: components["schemas"]["ChannelField"][];
                name: components["schemas"]["Text"];
                /** @description Whether the gateway gives money back by request. */
                refunds: boolean;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_ChannelStatement: {
            items: {
                /**
                 * Format: int64
                 * @description Lines that could not be read, and are left out.
                 */
                bad_lines: number;
                channel: string;
                created_at: string;
                created_by: string;
                /**
                 * Format: int64
                 * @description What does not agree: all of it, and what is open.
                 */
                differences: number;
                /** @description The first hundred of them. */
                errors: components["schemas"]["StatementLineError"][];
                /**
                 * @description The first and the last day that it covers, by the channel's calendar.
                 * @example 2026-11-27
                 */
                from: string;
                id: string;
                /** Format: int64 */
                lines: number;
                /** @description As the file was called. */
                name: string;
                /** Format: int64 */
                open: number;
                /** @description `upload` or `fetched`. */
                source: string;
                /**
                 * @description `reading` while its lines are being looked at, then `read`. One that stays in `reading` was cut off: the same file,
                 *     sent again, goes on with it.
                 */
                state: string;
                /** @description By currency; of one statement only, empty in lists. */
                sums: components["schemas"]["StatementSums"][];
                /** @example 2026-11-27 */
                to: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_DeadJob: {
            items: {
                /** Format: int64 */
                attempts: number;
                created_at: string;
                id: string;
                kind: string;
                last_error: string;
                /** @description What it was about: ids, nothing secret. */
                payload: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_Dispute: {
            items: {
                /** @description What the disputed lines cost. */
                amount: components["schemas"]["Amount"];
                /** @description `buyer` or `merchant`. */
                appealed_by?: string | null;
                closed_at?: string | null;
                /** @description Until when whoever has to act must have done so. */
                due_at?: string | null;
                /** @description Whether the money is held in escrow for this case. */
                frozen: boolean;
                /**
                 * @description How it ended: `withdrawn`, `agreed`, `ruled`, `by_rule`, `silent_merchant`, `silent_buyer`,
                 *     `chargeback_won` or `chargeback_lost` (by the merchant).
                 */
                how?: string | null;
                /** @example dsp_01kb9w4xq2f3v8s7m6n5p4r3t2 */
                id: string;
                /** @description Numbers of the order's lines; empty: all of them. */
                lines: number[];
                merchant: string;
                offer?: null | components["schemas"]["DisputeOffer"];
                opened_at: string;
                order: string;
                /**
                 * @description `key_invalid`, `already_used`, `not_delivered`, `wrong_region`, `topup_not_credited`, `unauthorised` or
                 *     `not_as_described`.
                 * @example key_invalid
                 */
                reason: string;
                /** @description What went back by this case. */
                refunded: components["schemas"]["Amount"];
                /**
                 * @description `refund`; `partial`: then `wanted` says how much; `replace`: another key.
                 * @example refund
                 */
                remedy: string;
                /**
                 * Format: int64
                 * @description How many units were replaced by this case.
                 */
                replaced: number;
                ruled?: null | components["schemas"]["Amount"];
                /** @description The units that are replaced by the first ruling. */
                ruled_replaces: string[];
                /**
                 * @description Who has to act: `merchant`, `offered` (the buyer), `platform`, `ruled` (either side can appeal), `appealed`, `bank`
                 *     (the buyer's, which has taken the payment back); `closed`: nobody.
                 * @example merchant
                 */
                state: string;
                /** @description Whether somebody of the platform looks at it. */
                taken: boolean;
                wanted?: null | components["schemas"]["Amount"];
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_DiversionCase: {
            items: {
                closed_at?: string | null;
                closed_by?: string | null;
                found_at?: string | null;
                /** @example dvn_01kb9w4xq2f3v8s7m6n5p4r3t2 */
                id: string;
                merchant: components["schemas"]["MerchantRef"];
                note: string;
                /** Format: int64 */
                number: number;
                opened_at: string;
                /** @description An e-mail address, or `platform`. */
                opened_by: string;
                /** @description Null where the unit was not sold, and for a loop secret. */
                order?: string | null;
                /** @description `partner_warned`, `partner_stopped`, `not_ours` or `unfounded`; null while it is open. */
                outcome?: string | null;
                partner?: null | components["schemas"]["DiversionPartnerRef"];
                place: string;
                /** @description The title of the product. */
                product: components["schemas"]["Text"];
                sentence: string;
                sku: string;
                sku_name: components["schemas"]["Text"];
                /** @description `open` or `closed`. */
                state: string;
                url: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_DiversionPartnerCases: {
            items: {
                /** Format: int64 */
                cases: number;
                last_at: string;
                /** Format: int64 */
                open: number;
                partner: components["schemas"]["DiversionPartnerRef"];
                /** Format: int64 */
                stopped: number;
                /**
                 * Format: int64
                 * @description Closed ones that ended with a warning, and with a stop.
                 */
                warned: number;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_Document: {
            items: {
                /** Format: int64 */
                bytes: number;
                created_at: string;
                /** @description SHA-256 in hexadecimal digits. */
                digest: string;
                id: string;
                /** @description `licence`, `identity`, `bank`, `authorisation` or `other`. */
                kind: string;
                /** @description `pdf`, `png` or `jpeg`, by what is in it. */
                media: string;
                name: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_Fulfilment: {
            items: {
                /**
                 * @description As much of the account as may be shown.
                 * @example 138****8000
                 */
                account: string;
                created_at: string;
                /** @description When the money goes back, if it is not credited until then; null before it is paid. */
                deadline?: string | null;
                ended_at?: string | null;
                /** @example ord_01kb9w4xq2f3v8s7m6n5p4r3t2 */
                order: string;
                /** Format: int64 */
                quantity: number;
                sku: string;
                sku_name: components["schemas"]["Text"];
                /**
                 * @description `unpaid`, `open`, `credited`, `given_back` (nobody credited it in time: the buyer has the money again) or `dropped`
                 *     (never paid).
                 * @example open
                 */
                state: string;
                /** @description Who is, or was last, asked; null: nobody yet. */
                supplier?: string | null;
                supplier_name?: string | null;
                /**
                 * @description `credit` (to the account) or `keys`.
                 * @example credit
                 */
                wanted: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_LossLeader: {
            items: {
                by: string;
                reason: string;
                sku: string;
                sku_code: string;
                sku_name: components["schemas"]["Text"];
                /** @description The first moment at which it is not any more. */
                until: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_MarketPriceLine: {
            items: {
                at: string;
                by: string;
                /** @description Whether rules follow it: what was seen more than seven days ago they do not. */
                fresh: boolean;
                own?: null | components["schemas"]["Amount"];
                price: components["schemas"]["Amount"];
                sku: string;
                sku_code: string;
                sku_name: components["schemas"]["Text"];
                source: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_MemberLevel: {
            items: {
                /**
                 * @description Your own word for it: 1 to 40 small letters, digits and hyphens.
                 * @example gold
                 */
                code: string;
                name: components["schemas"]["Text"];
                /**
                 * Format: int64
                 * @description What its members pay less, in hundredths of a per cent: 1 to 9,000.
                 */
                off_bps: number;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_Merchant: {
            items: {
                about: components["schemas"]["Text"];
                created_at: string;
                /**
                 * Format: int64
                 * @description The platform's share of each sale, in hundredths of a per cent.
                 */
                fee_bps: number;
                id: string;
                name: components["schemas"]["Text"];
                /** @description The code of a plan; empty: none, and no limits. */
                plan: string;
                /** @description `active`, `suspended` or `closed`. */
                state: string;
                /** @description New products pass without review. */
                trusted: boolean;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_MerchantOrder: {
            items: (components["schemas"]["OrderSummary"] & {
                closed_at?: string | null;
                /** @description Where the buyer is told of the order. */
                contact?: string | null;
                /** @description What the platform keeps. */
                fee: components["schemas"]["Amount"];
                /** @description `store` or `api`. */
                origin: string;
                paid_at?: string | null;
                /** @description `wallet`, or the code of a payment channel. */
                pay: string;
                price?: null | components["schemas"]["PriceMade"];
                /** @description Of the product of the first line. */
                title: components["schemas"]["Text"];
            })[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_OfferAnswer: {
            items: {
                brand: components["schemas"]["Text"];
                category: string;
                form?: null | components["schemas"]["AccountForm"];
                /** @example off_01kb9w4xq2f3v8s7m6n5p4r3t2 */
                id: string;
                /**
                 * @description `one_time`: each key is sold once. `loop`: one secret with a limit of uses. `recharge`: a supplier credits the account
                 *     that is named as it is ordered.
                 * @example one_time
                 */
                kind: string;
                list_price?: null | components["schemas"]["Amount"];
                merchant: string;
                /** @description Whether it is on sale. */
                on: boolean;
                /** @description A file name under `/pictures/`, or empty. */
                picture: string;
                price: components["schemas"]["Amount"];
                product: string;
                /** Format: int64 */
                quantity_max: number;
                /** Format: int64 */
                quantity_min: number;
                sku: string;
                sku_code: string;
                sku_name: components["schemas"]["Text"];
                slug: string;
                /**
                 * Format: int64
                 * @description Units that can be bought now; at most a second old. Of a `recharge` always 0: nothing is stocked, a supplier is asked.
                 */
                stock: number;
                summary: components["schemas"]["Text"];
                title: components["schemas"]["Text"];
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_OfferMargin: {
            items: {
                cost?: null | components["schemas"]["Amount"];
                /** @description The platform's share. */
                fee: components["schemas"]["Amount"];
                margin?: null | components["schemas"]["Amount"];
                /**
                 * Format: int64
                 * @description Of the price, in hundredths of a per cent.
                 */
                margin_bps?: number | null;
                offer: string;
                on: boolean;
                price: components["schemas"]["Amount"];
                sku: string;
                sku_code: string;
                sku_name: components["schemas"]["Text"];
                title: components["schemas"]["Text"];
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_OrderPapers: {
            items: {
                batch: components["schemas"]["Batch"];
                /**
                 * Format: int64
                 * @description The number of the order's line.
                 */
                line: number;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_OrderSummary: {
            items: {
                created_at: string;
                /** @description Until when an unpaid order keeps its goods. */
                expires_at: string;
                /** @description Of the total, what your wallet holds ready while the order waits, or has paid beside a payment channel. */
                from_wallet: components["schemas"]["Amount"];
                /** @example ord_01kb9w4xq2f3v8s7m6n5p4r3t2 */
                id: string;
                lines: components["schemas"]["OrderLine"][];
                /** @description What was given when it was placed. */
                metadata?: Record<string, never> | null;
                /**
                 * @description `pending`; `fulfilling` (paid, a supplier has to credit it); `delivered`; `failed` (nobody could credit it: the money
                 *     went back); `cancelled` or `expired`.
                 * @example delivered
                 */
                state: string;
                total: components["schemas"]["Amount"];
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_Partner: {
            items: {
                /** @description Whether anything is agreed beside prices. */
                agreed: boolean;
                allocations: components["schemas"]["PartnerAllocation"][];
                /**
                 * Format: int64
                 * @description Cases about units of theirs, open and closed.
                 */
                cases: number;
                /**
                 * Format: int64
                 * @description Docking keys that are not off.
                 */
                docking_keys: number;
                frozen: boolean;
                /** @description As you call them; may be empty. */
                label: string;
                /**
                 * @description `quiet`, `look` or `abnormal`; null before they were first looked at.
                 * @example quiet
                 */
                mark?: string | null;
                /** @description Where they are reached. */
                name: string;
                /** @description Codes of the price lists that you gave them. */
                price_lists: string[];
                user: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_PaymentChannel: {
            items: {
                /** @description Why it cannot be used; empty where it can. */
                broken: components["schemas"]["ChannelFault"][];
                changed_at: string;
                changed_by: string;
                /**
                 * @description For good: payments carry it.
                 * @example alipay
                 */
                code: string;
                created_at: string;
                created_by: string;
                /** @description Empty: all that its kind takes. */
                currencies: string[];
                /** @description `desktop`, `mobile`, `wechat`, `alipay`; empty: all. */
                devices: string[];
                /**
                 * Format: int64
                 * @description What the gateway takes, in hundredths of a per cent.
                 */
                fee_bps: number;
                kind: string;
                kind_name: components["schemas"]["Text"];
                /** Format: int64 */
                max?: number | null;
                /**
                 * Format: int64
                 * @description For which amounts it is offered, in minor units of its one currency; null: no limit.
                 */
                min?: number | null;
                name: components["schemas"]["Text"];
                /** @description Where the gateway reports to. */
                notify_url: string;
                /**
                 * Format: int64
                 * @description Smaller ones are offered first.
                 */
                position: number;
                /** @description Whether the gateway gives money back by request. */
                refunds: boolean;
                /** @description Which secrets are set. */
                secrets_set: string[];
                /** @description Settings that are no secrets, by field. */
                settings: {
                    [key: string]: string;
                };
                /** @description `on`, `off` or `retired`. In whatever state, it takes callbacks and gives money back. */
                state: string;
                /**
                 * Format: int64
                 * @description Counts the changes: sent along with the next one.
                 */
                version: number;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_PaymentException: {
            items: (components["schemas"]["PaidFor"] & {
                /** @description `delivered`, `credited` or `refunded`. */
                action: string;
                amount: components["schemas"]["Amount"];
                channel: string;
                created_at: string;
                id: string;
                /** @description `late`, `underpaid`, `overpaid`, `duplicate`, `wrong_currency` or `sold_out`. */
                kind: string;
                payment: string;
                /** @description `done`, `refunding`, `refund_failed` or `ask_by_hand` (whether the refund arrived, only a person can find out). */
                state: string;
            })[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_Payout: {
            items: {
                /** @description The end of the account's number. */
                account: string;
                /** @description How many people agreed, of how many that must. */
                agreed: number;
                amount: components["schemas"]["Amount"];
                changed_at: string;
                created_at: string;
                /** @description Of the amount: what the platform keeps. */
                fee: components["schemas"]["Amount"];
                /** @example pot_01kb9w4xq2f3v8s7m6n5p4r3t2 */
                id: string;
                /** @description `bank` or `alipay`. */
                kind: string;
                /** @description What the bank pays. */
                net: components["schemas"]["Amount"];
                /** @description Why it was refused, or failed. */
                note: string;
                /** Format: int64 */
                people_needed: number;
                /** @description Somebody's address, or `schedule`. */
                requested_by: string;
                /** @description The payment channel that it is transferred through; null where it goes with a batch. */
                route?: string | null;
                /**
                 * @description `requested`, `approved`, `sent`, `paid`, `failed`, `refused` or `withdrawn`.
                 * @example requested
                 */
                state: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_Plan: {
            items: {
                code: string;
                /** @description A month. */
                fee: components["schemas"]["Amount"];
                limits: components["schemas"]["PlanLimits"];
                name: components["schemas"]["Text"];
                own_domain: boolean;
                /** Format: int64 */
                sort: number;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_PlatformCategory: {
            items: {
                /**
                 * @description 1 to 64 of a-z, 0-9 and '-', for good.
                 * @example games
                 */
                code: string;
                /** @description The name of a built-in icon, or empty. */
                icon?: string;
                /** @description One line, up to 40 characters. */
                name: components["schemas"]["Text"];
                /**
                 * Format: int64
                 * @description Smaller ones come first: 0 to 1,000,000.
                 */
                sort?: number;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_PlatformOrder: {
            items: (components["schemas"]["MerchantOrder"] & {
                merchant: components["schemas"]["MerchantRef"];
            })[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_PlatformPayment: {
            items: (components["schemas"]["PaidFor"] & {
                amount: components["schemas"]["Amount"];
                channel: string;
                created_at: string;
                expires_at: string;
                id: string;
                paid_at?: string | null;
                /** @description `open`, `paid` or `closed`. */
                state: string;
            })[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_PlatformPayout: {
            items: (components["schemas"]["Payout"] & {
                /** @description The batch that it was sent with. */
                batch?: string | null;
                merchant: components["schemas"]["MerchantRef"];
                /** @description Whether you have agreed to it, or asked for it: then somebody else decides. */
                own: boolean;
            })[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_PlatformRefund: {
            items: (components["schemas"]["PaidFor"] & {
                amount: components["schemas"]["Amount"];
                /** @description What the channel calls the arrival that is given back. */
                arrival: string;
                channel: string;
                created_at: string;
                /** @description Who said what became of it, and why; null where nobody had to. */
                decided_by?: string | null;
                finished_at?: string | null;
                id: string;
                payment: string;
                reason?: string | null;
                /** @description What the channel calls the payment; null where it gave no name before it was paid. */
                reference?: string | null;
                /**
                 * @description `pending`, `succeeded`, `failed` (the channel said no), `ask_by_hand` (only a person can find out whether it
                 *     arrived), `credited` or `charged_back` (a bank took its money before).
                 */
                state: string;
                /** @description When the channel was asked for it first; null where it was not yet. */
                tried_at?: string | null;
            })[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_PriceCampaign: {
            items: {
                /**
                 * @description In which way it is ordered: `store`, `api` or `all`.
                 * @example all
                 */
                channel: string;
                /**
                 * @description Your own word for it: 1 to 40 small letters, digits and hyphens.
                 * @example spring-sale
                 */
                code: string;
                /** @description RFC 3339; by default from now. */
                from?: string | null;
                /** @description Buyers read it beside the price. */
                name: components["schemas"]["Text"];
                off: components["schemas"]["PriceOff"];
                /** @description At most 200 offers of yours; none named: all. */
                offers?: string[];
                on: boolean;
                /** @description The first moment at which it does not hold any more; null: without end. */
                until?: string | null;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_PriceChange: {
            items: {
                at: string;
                decided_at?: string | null;
                decided_by?: string | null;
                from: components["schemas"]["Amount"];
                id: string;
                offer: string;
                rule: string;
                sku: string;
                sku_code: string;
                sku_name: components["schemas"]["Text"];
                /**
                 * @description `applied`; `held`: it waits for a person; `refused` by one; `blocked`: the rule's bounds do not let the price be
                 *     what it would have to be, and it stays; `superseded`: something newer was reckoned.
                 * @example held
                 */
                state: string;
                steps: components["schemas"]["PriceChangeStep"][];
                to: components["schemas"]["Amount"];
                /** @description Of one that is held or blocked: `by_hand`, `jump`, `ceiling_below_cost` or `price_too_high`; else empty. */
                why: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_PriceCoupon: {
            items: {
                /**
                 * @description What buyers type, in whatever letters: 3 to 40 letters, digits and hyphens.
                 * @example SAVE10
                 */
                code: string;
                /** @description RFC 3339; by default from now. */
                from?: string | null;
                least?: null | components["schemas"]["Amount"];
                /** @description An amount comes off the whole order, in proportion. */
                off: components["schemas"]["PriceOff"];
                /** @description At most 200 offers of yours; none named: all. */
                offers?: string[];
                on: boolean;
                /** @description The first moment at which it does not hold any more; null: without end. */
                until?: string | null;
                /**
                 * Format: int64
                 * @description How often it was used: told, and not set.
                 */
                used?: number;
                /**
                 * Format: int64
                 * @description How often one buyer can use it; null: without end. Guests are known by their contacts.
                 */
                uses_each?: number | null;
                /**
                 * Format: int64
                 * @description How often it can be used; null: without end.
                 */
                uses_most?: number | null;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_PriceList: {
            items: {
                /** @example resellers-2026 */
                code: string;
                from: string;
                items: components["schemas"]["PriceListItem"][];
                name: string;
                partners: components["schemas"]["PriceListPartner"][];
                /** @description The first moment at which it does not hold any more; null: without end. */
                until?: string | null;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_PriceMember: {
            items: {
                from: string;
                /** @description As you call them. */
                label: string;
                /** @description The level's code. */
                level: string;
                /** @description The first moment at which it does not hold any more; null: without end. */
                until?: string | null;
                /** @example usr_01kb9w4xq2f3v8s7m6n5p4r3t2 */
                user: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_PriceRule: {
            items: {
                /** Format: int64 */
                add_bps: number;
                /** Format: int64 */
                add_minor: number;
                band?: null | components["schemas"]["PriceBand"];
                by_hand: boolean;
                /** Format: int64 */
                ceiling?: number | null;
                changed_at: string;
                changed_by: string;
                /** @example CNY */
                currency: string;
                /** Format: int64 */
                floor?: number | null;
                id: string;
                /** Format: int64 */
                jump_bps?: number | null;
                /** Format: int64 */
                margin_bps: number;
                name: string;
                on: boolean;
                /** @example none */
                rounding: string;
                /**
                 * @description `all`, `category` or `sku`.
                 * @example all
                 */
                scope: string;
                target: string;
                /** @description What people call the target: the SKU's code, or the category's own. */
                target_name: string;
                /** Format: int64 */
                version: number;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_PriceTiers: {
            items: {
                /** @example off_01kb9w4xq2f3v8s7m6n5p4r3t2 */
                offer: string;
                /** @description 1 to 10. Each begins at more units than the one before, and costs less. */
                tiers: components["schemas"]["PriceTier"][];
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_ProductReview: {
            items: {
                asked_at: string;
                category: string;
                decided_at?: string | null;
                /** @description Until when somebody should have looked. */
                due_at: string;
                /** @description What the rules have to say of it. */
                findings: components["schemas"]["ReviewFinding"][];
                late: boolean;
                merchant: string;
                product: string;
                reason: string;
                /** Format: int64 */
                revision: number;
                /** @description `waiting`, `approved` or `rejected`. */
                state: string;
                title: components["schemas"]["Text"];
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_ProductSummary: {
            items: {
                brand: components["schemas"]["Text"];
                /** @description The brand that the platform keeps, where it is one. */
                brand_id?: string | null;
                category: string;
                created_at: string;
                id: string;
                picture: string;
                /** Format: int64 */
                revision: number;
                slug: string;
                /**
                 * @description `listed`, `hidden`, `in_review` or `rejected`.
                 * @example listed
                 */
                state: string;
                title: components["schemas"]["Text"];
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_Proposal: {
            items: {
                /**
                 * @description `give_admin`, `take_admin`, `block_user`, `suspend_merchant`, `resume_merchant`, `close_merchant`,
                 *     `trust_merchant`, `choose_plan`, `approve_application` or `change_channel`.
                 * @example close_merchant
                 */
                act: string;
                after: string;
                /** @description How it was when it was proposed, and how it will be. */
                before: string;
                /** @description How that is called. */
                called: components["schemas"]["Text"];
                decided_at?: string | null;
                decided_by?: string | null;
                /** @description Where they are reached; empty as long as nobody has decided. */
                decider: string;
                decision_reason: string;
                expires_at: string;
                /** @example prp_01kb9w4xq2f3v8s7m6n5p4r3t2 */
                id: string;
                /** @description Whether it is yours: then another person decides, and you can withdraw it. */
                own: boolean;
                proposed_at: string;
                proposed_by: string;
                /** @description Where they are reached. */
                proposer: string;
                reason: string;
                /**
                 * @description `proposed`, `approved`, `declined`, `withdrawn` or `expired`.
                 * @example proposed
                 */
                state: string;
                /**
                 * @description The id of what it is done to; of a payment channel its code; of somebody who is to be invited, part of their
                 *     address.
                 */
                subject: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_Setting: {
            items: {
                hidden: boolean;
                /** @description `server.listen` */
                name: string;
                /** @description Of a secret only `set` or `not set`. */
                value: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_Sku: {
            items: {
                code: string;
                created_at: string;
                form?: null | components["schemas"]["AccountForm"];
                id: string;
                /** @example one_time */
                kind: string;
                name: components["schemas"]["Text"];
                product: string;
                /**
                 * Format: int64
                 * @description Units that can be bought now. Of a `recharge` always 0: nothing is stocked, a supplier is asked.
                 */
                stock: number;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_SkuCost: {
            items: {
                at: string;
                by: string;
                cost: components["schemas"]["Amount"];
                /** @description The batch; may be empty. */
                reference: string;
                sku: string;
                sku_code: string;
                sku_name: components["schemas"]["Text"];
                /**
                 * @description `batch`, `supplier` or `manual`: who said so.
                 * @example manual
                 */
                source: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_StatementChannel: {
            items: {
                code: string;
                /** @description Whether a day's statement can be fetched. */
                fetch: boolean;
                /** @description Money arrived yesterday, and no statement covers it yet. */
                missing: boolean;
                name: components["schemas"]["Text"];
                /**
                 * @description Yesterday, by the channel's calendar.
                 * @example 2026-11-27
                 */
                yesterday: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_StatementDifference: {
            items: {
                channel: string;
                created_at: string;
                happened_at: string;
                id: string;
                /** @description `missing_here`, `missing_there`, `amount_differs`, `doubled`, `chargeback`, `chargeback_won` or `refund_failed`. */
                kind: string;
                /**
                 * Format: int64
                 * @description Of the statement's file; null where it is not in it.
                 */
                line?: number | null;
                merchant?: null | components["schemas"]["MerchantRef"];
                /** @description What moved: `payment`, `refund`, … */
                movement: string;
                /** @description What it paid for, where that is known: an order, or a top-up of a wallet. */
                order?: string | null;
                ours?: null | components["schemas"]["Amount"];
                /** @description Our number, of the payment or the refund, as the file or our books say it; may be empty. */
                ours_id: string;
                /** @description `matched_later`, `booked`, `refund_arrived`, `known` or `written_off`; null while it is open. */
                outcome?: string | null;
                reason?: string | null;
                /** @description The channel's number of the payment. */
                reference: string;
                settled_at?: string | null;
                settled_by?: string | null;
                /** @description `open` or `settled`. */
                state: string;
                statement: string;
                theirs?: null | components["schemas"]["Amount"];
                top_up?: string | null;
                /** @description How it may be settled: `ask`, `refund_arrived`, `known`, `write_off`. */
                ways: string[];
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_StockLevel: {
            items: {
                code: string;
                /**
                 * Format: int64
                 * @description Whole days until none is left; null where nothing is sold.
                 */
                days_left?: number | null;
                /** @description `one_time` or `loop`. */
                kind: string;
                /**
                 * Format: int64
                 * @description Units that can be bought now.
                 */
                left: number;
                name: components["schemas"]["Text"];
                /**
                 * Format: int64
                 * @description Thousandths of a unit sold each day, over today and the six days before.
                 */
                per_day_milli: number;
                product: string;
                product_title: components["schemas"]["Text"];
                sku: string;
                /**
                 * Format: int64
                 * @description Below how many units an alarm is raised; null where there is no rule.
                 */
                warn_below?: number | null;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_Supplier: {
            items: {
                balance?: null | components["schemas"]["SupplierBalance"];
                changed_at: string;
                changed_by: string;
                /** @description The contract's number or name. */
                contract: string;
                /** @description The first moment at which the contract does not hold any more: nothing new is ordered then. */
                contract_until: string;
                /**
                 * @description For good.
                 * @example CNY
                 */
                currency: string;
                deposit: components["schemas"]["SupplierDeposit"];
                /** @description Why it cannot be used; empty where it can. */
                faults: components["schemas"]["SupplierFault"][];
                /**
                 * @description `well`, `shaky` (silent lately) or `resting` (others are asked first), as this node sees it.
                 * @example well
                 */
                health: string;
                /** @example spl_01kb9w4xq2f3v8s7m6n5p4r3t2 */
                id: string;
                /** @description For good. */
                kind: string;
                name: string;
                /** @description Where it reports to. */
                notify_url: string;
                score?: null | components["schemas"]["SupplierScore"];
                /** @description Which secrets are set. */
                secrets: string[];
                /** @description Settings that are no secrets, by field. */
                settings: {
                    [key: string]: string;
                };
                /**
                 * @description `on`, `off` or `retired`. In whatever state, it is asked about what it was asked for, and may report.
                 * @example on
                 */
                state: string;
                /**
                 * Format: int64
                 * @description Counts the changes: sent along with the next one.
                 */
                version: number;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_SupplierClaim: {
            items: {
                /** @example CNY */
                currency: string;
                ended_at?: string | null;
                /** @example scl_01kb9w4xq2f3v8s7m6n5p4r3t2 */
                id: string;
                /** Format: int64 */
                keys: number;
                opened_at: string;
                /** @description The order whose buyer had them. */
                order: string;
                /**
                 * Format: int64
                 * @description What came back into the deposit, in minor units.
                 */
                paid_back: number;
                reason: string;
                /** @description The supplier's number of it; empty: none was told. */
                reference: string;
                /** @description In the supplier's words, or those of who settled it. */
                said: string;
                /**
                 * @description `open` (the supplier is asked), `by_hand` (it cannot be asked by program: settle it with them), `settled` or
                 *     `refused`.
                 * @example open
                 */
                state: string;
                supplier: string;
                supplier_name: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_SupplierDepositLine: {
            items: {
                /**
                 * Format: int64
                 * @description Minor units; less than nothing: taken out.
                 */
                amount: number;
                at: string;
                by: string;
                /** @example CNY */
                currency: string;
                /** @example dep_01kb9w4xq2f3v8s7m6n5p4r3t2 */
                id: string;
                note: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_SupplierDifference: {
            items: {
                /** @example CNY */
                currency: string;
                decided_at?: string | null;
                decided_by?: string | null;
                /**
                 * Format: int64
                 * @description What booking the supplier's figure moves into the deposit; less than nothing: out of it.
                 */
                effect: number;
                happened_at: string;
                /** @example sdf_01kb9w4xq2f3v8s7m6n5p4r3t2 */
                id: string;
                /**
                 * @description `amount_differs`, `charged_failed` (we hold that it failed), `charged_open` (nobody told us how it ended),
                 *     `charged_unknown`, `charged_twice`, `missing_there` (we booked it, no statement tells of it), `refund_unknown`,
                 *     `deposit_unknown`, `withdrawn` (a corrected statement does not have what we booked), `balance_differs`.
                 * @example amount_differs
                 */
                kind: string;
                /** @description `charge`, `refund`, `deposit`; `balance`. */
                movement: string;
                /** @description Our order, where it is one of ours. */
                order?: string | null;
                /** @description Our number of the order there, and theirs; empty where it is not known. */
                order_no: string;
                /** Format: int64 */
                ours: number;
                /** @description Of closed ones: `agreed` (by itself), `gone` (a corrected statement does not have it), `known`. */
                outcome?: string | null;
                reason?: string | null;
                reference: string;
                /**
                 * @description `open`, `disputed`, `booked` or `closed`.
                 * @example open
                 */
                state: string;
                statement: string;
                supplier: string;
                supplier_name: string;
                /** Format: int64 */
                theirs: number;
                /** @description What can be done about it: `book`, `dispute`, `known`. */
                ways: string[];
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_SupplierKind: {
            items: {
                /** @example kasushou */
                code: string;
                /** @description In which it reckons; none: in whichever it is set up for. */
                currencies: string[];
                /**
                 * @description The setting in which the text stands that describes it; null: it needs none. A dry run looks at it.
                 * @example null
                 */
                described?: string | null;
                fields: components["schemas"]["ChannelField"][];
                /**
                 * @description `credit` (to accounts), `keys`.
                 * @example [
                 *       "credit"
                 *     ]
                 */
                gives: string[];
                /** @description Whether it tells what is deposited there. */
                has_balance: boolean;
                /** @description Whether it tells what it offers. */
                has_catalogue: boolean;
                name: components["schemas"]["Text"];
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_SupplierProduct: {
            items: {
                /**
                 * Format: int64
                 * @description For one unit, to you, in minor units.
                 */
                cost: number;
                /** @example CNY */
                currency: string;
                name: string;
                on_sale: boolean;
                /** @description As routes name it. */
                product: string;
                /**
                 * Format: int64
                 * @description Null: not said, or without end.
                 */
                stock?: number | null;
                /**
                 * @description `credit` (to an account) or `keys`.
                 * @example credit
                 */
                wanted: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_SupplierQuote: {
            items: {
                /** @description Since when that is so. */
                at: string;
                cost: components["schemas"]["Amount"];
                product: string;
                /**
                 * Format: int64
                 * @description Null: it did not say.
                 */
                stock?: number | null;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_SupplierStatement: {
            items: {
                brought_at: string;
                brought_by: string;
                charges: components["schemas"]["SupplierStatementSums"];
                closing?: null | components["schemas"]["SupplierStatementClosing"];
                /** @example CNY */
                currency: string;
                /**
                 * @description By the supplier's calendar.
                 * @example 2026-11-27
                 */
                day: string;
                deposits: components["schemas"]["SupplierStatementSums"];
                /**
                 * Format: int64
                 * @description What their figures would leave more in the deposit than ours.
                 */
                difference: number;
                /**
                 * Format: int64
                 * @description Differences: all of them, and those that wait for somebody.
                 */
                differences: number;
                /** @example sst_01kb9w4xq2f3v8s7m6n5p4r3t2 */
                id: string;
                /** Format: int64 */
                lines: number;
                /** @description As the file was called. */
                name: string;
                /** Format: int64 */
                open: number;
                refunds: components["schemas"]["SupplierStatementSums"];
                /**
                 * Format: int64
                 * @description How often another one took its place.
                 */
                revision: number;
                /** @description `upload` or `fetched`. */
                source: string;
                supplier: string;
                /** @description What of ours is missing in it was looked for: two days after its end, or once the next day is there. */
                swept: boolean;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_SupplyRoute: {
            items: {
                /** @description The first moment at which the supplier's contract does not hold any more. */
                contract_until: string;
                /** @example CNY */
                currency: string;
                on: boolean;
                /**
                 * Format: int64
                 * @description Smaller ones are tried first.
                 */
                position: number;
                /** @description As the supplier calls the goods. */
                product: string;
                sku: string;
                sku_code: string;
                supplier: string;
                supplier_name: string;
                /**
                 * @description `on`, `off` or `retired`: it is used only where its supplier is on and under contract.
                 * @example on
                 */
                supplier_state: string;
                /**
                 * Format: int64
                 * @description What one unit costs there, in minor units.
                 */
                unit_cost: number;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_TopUp: {
            items: {
                amount: components["schemas"]["Amount"];
                created_at: string;
                /** @description What has reached the wallet: whatever was paid, be it more or less than was asked for. */
                credited: components["schemas"]["Amount"];
                /** @description Until when it waits. */
                expires_at: string;
                /** @example top_01kb9w4xq2f3v8s7m6n5p4r3t2 */
                id: string;
                paid_at?: string | null;
                /** @description The code of the payment channel. */
                pay: string;
                payment?: null | components["schemas"]["Payment"];
                /**
                 * @description `open`, `paid`, `cancelled` or `expired`. Money that comes after the end is credited, and makes it `paid`.
                 * @example open
                 */
                state: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_TrailEntry: {
            items: {
                after: string;
                at: string;
                before: string;
                /** @description The network address. */
                from: string;
                reason: string;
                /**
                 * Format: int64
                 * @description Its place in the chain.
                 */
                seq: number;
                subject: string;
                /**
                 * @description What was done; more may come.
                 * @enum {string}
                 */
                what: "first_operator" | "password_changed" | "password_chosen" | "contact_verified" | "account_reclaimed" | "account_deleted" | "second_factor_set_up" | "second_factor_removed" | "recovery_code_used" | "recovery_codes_renewed" | "passkey_added" | "passkey_removed" | "login_linked" | "login_unlinked" | "user_state" | "member_invited" | "member_joined" | "member_removed" | "invitation_revoked" | "duty_changed" | "api_key_created" | "api_key_revoked" | "proposal_made" | "proposal_approved" | "proposal_declined" | "proposal_withdrawn" | "proposal_expired" | "application_submitted" | "application_taken" | "application_returned" | "application_approved" | "document_opened" | "merchant_suspended" | "merchant_resumed" | "merchant_closed" | "merchant_trust_changed" | "merchant_plan_changed" | "authorisation_submitted" | "authorisation_approved" | "authorisation_returned" | "authorisation_revoked" | "authorisation_withdrawn" | "authorisation_expired" | "product_approved" | "product_rejected" | "brand_created" | "brand_changed" | "plan_changed" | "category_put" | "category_fee_put" | "domain_named" | "domain_verified" | "domain_lost" | "domain_dropped" | "logo_changed" | "channel_created" | "channel_changed" | "channel_switched" | "channels_ordered" | "refund_decided" | "statement_brought" | "difference_asked" | "difference_settled" | "top_up_returned" | "first_run" | "stock_rule_changed" | "products_imported" | "list_exported" | "orders_exported" | "order_noted" | "order_link_resent" | "order_refunded" | "order_frozen" | "order_thawed" | "dispute_taken" | "dispute_ruled" | "dispute_offered" | "dispute_rules_changed" | "dispute_file_opened" | "chargeback_recorded" | "chargeback_ended" | "dispute_pack_taken" | "diversion_traced" | "diversion_opened" | "diversion_closed" | "payout_account_changed" | "payout_schedule_changed" | "payout_requested" | "payout_withdrawn" | "payout_approved" | "payout_refused" | "payouts_sent" | "payout_settled" | "payout_results_taken" | "bond_moved" | "agreement_put" | "agreement_removed" | "partner_frozen" | "partner_lifted" | "clause_fired" | "docking_set" | "docking_key_created" | "docking_key_switched" | "docking_key_renewed" | "docking_key_reports" | "supplier_connected" | "supplier_changed" | "supplier_switched" | "supplier_deposit_booked" | "supply_route_set" | "supply_route_removed" | "price_rule_set" | "price_rule_removed" | "price_change_approved" | "price_change_refused" | "prices_stopped" | "prices_resumed" | "costs_set" | "loss_leader_marked" | "loss_leader_ended" | "pricing_put" | "pricing_removed" | "account_opened" | "supply_decided" | "supply_weights_set" | "supplier_claim_opened" | "supplier_claim_ended" | "supplier_statement_brought" | "supplier_difference_decided" | "job_retried" | "job_dropped" | "root_key_rotation_begun" | "root_key_rotation_finished" | "merchant_keys_rotation_begun" | "merchant_keys_rotation_finished" | "merchant_key_changed" | "batch_keys_rotation_begun" | "batch_keys_rotation_finished";
                who: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_WalletEntry: {
            items: {
                /** @description Below zero: it was spent. */
                amount: components["schemas"]["Amount"];
                at: string;
                /** @description What the wallet held after it. */
                balance: components["schemas"]["Amount"];
                /** @description The order or the top-up that it belongs to, the name of the deposit, or that of a payment of what was owed. */
                reference: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description Something that happened, as the data of a message; its `id` is that of the event. */
        LiveEvent: {
            at: string;
            /** @description Whose book it belongs to; null for the platform's own. */
            merchant?: string | null;
            /** @description The id of what it happened to. */
            subject: string;
            /**
             * @description `order.placed`, `order.delivered`, `alarm.stock_low` and the like.
             * @example order.delivered
             */
            topic: string;
        };
        /** @description That the log of the first size became that of the second by appending only (RFC 9162, 2.1.4). */
        LogConsistency: {
            /** Format: int64 */
            first: number;
            first_root: string;
            path: string[];
            /** Format: int64 */
            second: number;
            second_root: string;
        };
        /** @description The head of the log at some moment, signed. */
        LogHead: {
            /** @description The root of the Merkle tree over them, in hexadecimal digits. */
            root: string;
            /** @description Ed25519, in hexadecimal digits; docs/receipts.md says over what. */
            signature: string;
            /**
             * Format: int64
             * @description How many entries it has.
             * @example 1204
             */
            size: number;
            /** @example 2026-11-29T08:57:44Z */
            time: string;
        };
        /** @description One page of heads. */
        LogHeads: {
            items: components["schemas"]["LogHead"][];
            /**
             * Format: int64
             * @description `before` of the following page; null on the last one.
             */
            next?: number | null;
        };
        /** @description What somebody logs in with. */
        LogIn: {
            /** @description The e-mail address, or the telephone number. */
            email: string;
            /** Format: password */
            password: string;
        };
        /** @description A code that came by mail or SMS. */
        LogInByCode: {
            /**
             * @description Six digits.
             * @example 123456
             */
            code: string;
            contact: string;
        };
        LogInProvider: {
            /** @description Where to begin: the page `/login` has a button for it. */
            code: string;
            name: components["schemas"]["Text"];
        };
        /** @description How one can log in here. */
        LogInWays: {
            email_code: boolean;
            passkey: boolean;
            password: boolean;
            providers: components["schemas"]["LogInProvider"][];
            sms_code: boolean;
        };
        /** @description That an entry is one of the first `size` of the log (RFC 9162, 2.1.3). */
        LogInclusion: {
            /**
             * Format: int64
             * @description From 0.
             */
            entry: number;
            /** @description The entry's hash. */
            leaf: string;
            /** @description The hashes beside the way from it to the root, lowest first. */
            path: string[];
            root: string;
            /** Format: int64 */
            size: number;
        };
        /** @description Somebody else who may say who you are. */
        LoginLink: {
            linked?: null | components["schemas"]["LinkedLogin"];
            name: components["schemas"]["Text"];
            /**
             * @description Its short name.
             * @example wechat
             */
            provider: string;
        };
        LoginLinks: {
            items: components["schemas"]["LoginLink"][];
        };
        /** @description The picture of your store. */
        Logo: {
            /** Format: int64 */
            height: number;
            /**
             * @description Where everybody finds it.
             * @example /logos/0f3a….png
             */
            path: string;
            /** Format: int64 */
            width: number;
        };
        /** @description Something that is meant to be sold below its cost. */
        LossLeader: {
            by: string;
            reason: string;
            sku: string;
            sku_code: string;
            sku_name: components["schemas"]["Text"];
            /** @description The first moment at which it is not any more. */
            until: string;
        };
        MarketPrice: {
            at: string;
            by: string;
            price: components["schemas"]["Amount"];
            source: string;
        };
        /** @description What others ask for one of your SKUs. */
        MarketPriceLine: {
            at: string;
            by: string;
            /** @description Whether rules follow it: what was seen more than seven days ago they do not. */
            fresh: boolean;
            own?: null | components["schemas"]["Amount"];
            price: components["schemas"]["Amount"];
            sku: string;
            sku_code: string;
            sku_name: components["schemas"]["Text"];
            source: string;
        };
        MarketPriceSeen: {
            /** @description When; null: now. */
            at?: string | null;
            price: components["schemas"]["Amount"];
            sku: string;
            /**
             * @description The name of the place, as rules say it: one line, up to 40 characters.
             * @example competitor
             */
            source: string;
        };
        /** @description What others ask for a SKU. */
        MarketPrices: {
            /** @description The last hundred of all. */
            history: components["schemas"]["MarketPrice"][];
            /** @description The last of each place. Rules follow it for seven days. */
            now: components["schemas"]["MarketPrice"][];
        };
        /** @description How many said something newer than what was known. */
        MarketPricesTaken: {
            fresh: number;
            lines: number;
        };
        /** @description Somebody of the staff. */
        Member: {
            created_at: string;
            /** @example stock */
            duty: string;
            email: string;
            /** @example usr_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            logged_in_at?: string | null;
            name: string;
            /** @description Whether they have set up a second factor. */
            second_factor: boolean;
            /** @description `active` or `blocked`. */
            state: string;
        };
        /** @description A level of your members. */
        MemberLevel: {
            /**
             * @description Your own word for it: 1 to 40 small letters, digits and hyphens.
             * @example gold
             */
            code: string;
            name: components["schemas"]["Text"];
            /**
             * Format: int64
             * @description What its members pay less, in hundredths of a per cent: 1 to 9,000.
             */
            off_bps: number;
        };
        /** @description A merchant of the platform. */
        Merchant: {
            about: components["schemas"]["Text"];
            created_at: string;
            /**
             * Format: int64
             * @description The platform's share of each sale, in hundredths of a per cent.
             */
            fee_bps: number;
            id: string;
            name: components["schemas"]["Text"];
            /** @description The code of a plan; empty: none, and no limits. */
            plan: string;
            /** @description `active`, `suspended` or `closed`. */
            state: string;
            /** @description New products pass without review. */
            trusted: boolean;
        };
        /** @description What a merchant has in one currency. */
        MerchantBalance: {
            /** @description Can be paid out. */
            available: components["schemas"]["Amount"];
            /** @description Stands good for the merchant. */
            bond: components["schemas"]["Amount"];
            /** @description Held for the buyers. */
            escrow: components["schemas"]["Amount"];
            /** @description Asked to be paid out, or on its way. */
            paying_out: components["schemas"]["Amount"];
            /** @description Withheld as tax of what was released. */
            tax: components["schemas"]["Amount"];
        };
        /** @description One merchant, with its stores and all that was done. */
        MerchantDetail: components["schemas"]["Merchant"] & {
            /** @description Addresses of the stores, behind `/s/`. */
            stores: string[];
            timeline: components["schemas"]["AdmissionMoment"][];
        };
        /** @description What you do in a dispute. */
        MerchantDisputeAct: {
            /**
             * @description `say`; `offer` to give money back; `replace` to offer other keys; `contest`, so that the platform rules; `appeal` against a ruling.
             * @example offer
             */
            act: string;
            /**
             * Format: int64
             * @description Of an offer: how much goes back, in minor units.
             */
            amount?: number | null;
            /** @description Of `replace`: the ids of the deliveries that are replaced; left out: all that can be. */
            deliveries?: string[];
            /** @description Up to 2,000 characters; needed for all but `offer` and `replace`. */
            text?: string;
        };
        /** @description Whom a merchant lets dock. */
        MerchantDocking: {
            /** @description Where partners' shops are pointed to. */
            base_url: string;
            /**
             * @description `off`, `on` (whoever makes a key) or `asked` (whom you agree to).
             * @example asked
             */
            mode: string;
            /** @description The newest first, at most 500. */
            partners: components["schemas"]["DockingPartner"][];
        };
        /** @description A merchant's money. */
        MerchantMoney: {
            account?: null | components["schemas"]["PayoutAccount"];
            balances: components["schemas"]["MerchantBalance"][];
            /** @description What will be released, day by day, if nothing happens, before tax. */
            expected: components["schemas"]["ExpectedRelease"][];
            /** Format: int64 */
            payout_fee: number;
            /**
             * Format: int64
             * @description The smallest payout, and what the platform keeps of each, in minor units.
             */
            payout_minimum: number;
            schedules: components["schemas"]["PayoutSchedule"][];
        };
        /** @description An order as its merchant sees it: never a key. */
        MerchantOrder: components["schemas"]["OrderSummary"] & {
            closed_at?: string | null;
            /** @description Where the buyer is told of the order. */
            contact?: string | null;
            /** @description What the platform keeps. */
            fee: components["schemas"]["Amount"];
            /** @description `store` or `api`. */
            origin: string;
            paid_at?: string | null;
            /** @description `wallet`, or the code of a payment channel. */
            pay: string;
            price?: null | components["schemas"]["PriceMade"];
            /** @description Of the product of the first line. */
            title: components["schemas"]["Text"];
        };
        /** @description Who sells. */
        MerchantRef: {
            /** @example mer_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            name: components["schemas"]["Text"];
        };
        Moment: {
            at: string;
            /** @description Who of the staff it was: an e-mail address, or the id of an API key. */
            by?: string | null;
            /**
             * @description `placed`, `payment_opened`, `payment_arrived`, `wallet_part`, `delivered`, `keys_shown`, `link_made`, `link_used`,
             *     `payment_exception`, `refund_begun`, `refund_done`, `refund_failed`, `cancelled`, `expired`, `alarm`, `note`,
             *     `link_sent`, `mail_sent`, `mail_waits` or `mail_refused`.
             */
            kind: string;
            text: components["schemas"]["Text"];
        };
        /** @description An account, before something is ordered for it. */
        NewAccountCheck: {
            /** @description An answer to each field of the offer's `form`, by its name. */
            account: {
                [key: string]: string;
            };
        };
        /** @description A key to be made. */
        NewApiKey: {
            /** @description Whether it moves real money. */
            live: boolean;
            /**
             * @description One line, at most 80 characters.
             * @example ERP
             */
            name: string;
            /**
             * @example [
             *       "catalog:read",
             *       "stock:write"
             *     ]
             */
            scopes: string[];
        };
        /** @description An authorisation to be handed in. */
        NewAuthorisation: {
            brand: string;
            /** @description From the brand down to you: 1 to 20 links. */
            chain: components["schemas"]["AuthorisationLink"][];
            /** @description `store`, `api` or both. Goods are sold in both, so both must be covered before an offer can be switched on. */
            channels: string[];
            /** Format: int64 */
            cost_basis_bps?: number | null;
            /** @description Ids of your documents: upload them first. */
            documents: string[];
            minimum_price?: null | components["schemas"]["Amount"];
            /** @description Codes of countries: `CN`, `HK`, … */
            territory: string[];
            /**
             * @description An instant or a day (from its beginning, UTC), RFC 3339.
             * @example 2026-12-01
             */
            valid_from: string;
            /** @example 2027-12-01 */
            valid_to: string;
        };
        /** @description What a brand is called, and whether it needs an authorisation. */
        NewBrand: {
            /** @description From now on: offers of merchants who have none go off sale. */
            authorised_only: boolean;
            /** @description One line, up to 40 characters. */
            name: components["schemas"]["Text"];
        };
        /** @description A payment that its bank has taken back, as somebody reads it off the channel's own pages. */
        NewChargeback: {
            /**
             * Format: int64
             * @description In minor units of the order's currency; left out: all that came.
             */
            amount?: number | null;
            /**
             * @description What the channel calls it: the same one is written down once.
             * @example 2026112900123
             */
            reference: string;
            /** @description What the channel says is the reason, in 1 to 2,000 characters. Both sides read it. */
            text: string;
        };
        /** @description What is wrong with an order, and what you want. */
        NewDispute: {
            /** @description Numbers of the order's lines; left out: all of them. */
            lines?: number[];
            /**
             * @description `key_invalid`, `already_used`, `not_delivered`, `wrong_region`, `topup_not_credited`, `unauthorised` or
             *     `not_as_described`.
             * @example key_invalid
             */
            reason: string;
            /**
             * @description `refund` (all that the lines cost), `partial`, or `replace` (another key).
             * @example refund
             */
            remedy: string;
            /** @description 1 to 2,000 characters. */
            text: string;
            /**
             * Format: int64
             * @description Of `partial`: how much, in minor units of the order's currency.
             */
            wanted?: number | null;
        };
        /** @description A picture or a recording to be shown. */
        NewDisputeFile: {
            /**
             * Format: binary
             * @description A PNG, JPEG, WebP, MP4, WebM, MP3 or Ogg, with a name that says so.
             */
            file: string;
        };
        /** @description A found key that is to be kept as a case. The key itself is not part of it. */
        NewDiversion: {
            /** @description RFC 3339; left out where it is not known. */
            found_at?: string | null;
            /** @description Whose goods they are; the operator's people say it. */
            merchant?: string | null;
            /** @description Up to 1,000 characters. */
            note?: string;
            /** Format: int64 */
            number: number;
            /**
             * @description Where it was found: a line of up to 200 characters.
             * @example a stall at the night market
             */
            place: string;
            /** @description SKU and number of the unit, as the look-up told them. */
            sku: string;
            /** @description The whole address of the page. */
            url?: string;
        };
        /** @description A key to be made. */
        NewDockingKey: {
            /** @description Whose goods your shop buys. */
            merchant: string;
            /**
             * @description One line of up to 60 characters.
             * @example My other shop
             */
            name: string;
            /** @description Where your shop hears of other prices and stocks; left out: where its orders report to. */
            report_url?: string;
        };
        /** @description A scan to be uploaded. */
        NewDocument: {
            /**
             * Format: binary
             * @description A PDF, PNG or JPEG of at most 10 megabytes.
             */
            file: string;
            /**
             * @description `licence`, `identity`, `bank`, `authorisation` or `other`.
             * @example licence
             */
            kind: string;
        };
        NewDomain: {
            /**
             * @description The name only, in small letters: no schema, no path.
             * @example cards.example.com
             */
            domain: string;
        };
        /** @description What somebody is to do. */
        NewDuty: {
            /** @example support */
            duty: string;
            /** @description One line, up to 300 characters; stands in the trail. Needed where a second person has to agree. */
            reason?: string;
        };
        /** @description The first product, with one SKU and its price. */
        NewFirstProduct: {
            price: components["schemas"]["Amount"];
            title: components["schemas"]["Text"];
        };
        /** @description Who is to be asked. */
        NewInvitation: {
            /**
             * @description Of a merchant: `owner`, `stock`, `support`, `finance`; of the operator: `admin`, `reviewer`, `risk`, `finance`,
             *     `support`.
             * @example support
             */
            duty: string;
            email: string;
            /** @description One line, up to 300 characters; stands in the trail. Needed where a second person has to agree. */
            reason?: string;
        };
        /** @description A link to be made. */
        NewLink: {
            /**
             * Format: int64
             * @description How long it can be opened, in seconds: 60 to 2,592,000 (30 days); a day by default.
             */
            expires_in?: number | null;
            /** @description You know that a shown key cannot be given back; as of a reveal. */
            understood?: boolean;
        };
        /** @description A note to be written beside an order. */
        NewNote: {
            /** @description 1 to 2,000 characters. The buyer does not see it. */
            text: string;
        };
        /** @description An offer to be created; it is on sale at once. */
        NewOffer: {
            list_price?: null | components["schemas"]["Amount"];
            /** @description What one unit costs. */
            price: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description 1000 by default.
             */
            quantity_max?: number | null;
            /**
             * Format: int64
             * @description Units of one order line: 1 to 1000; 1 by default.
             */
            quantity_min?: number | null;
            sku: string;
            /**
             * Format: int64
             * @description Smaller ones come first: 0 to 1,000,000; 1000 by default.
             */
            sort?: number | null;
        };
        /** @description An order to be placed. */
        NewOrder: {
            /** @description Of goods that are credited: an answer to each field of the offer's `form`, by its name. */
            account?: {
                [key: string]: string;
            };
            /** @description E-mail address or telephone number of the one who gets the goods. */
            contact?: string | null;
            /** @description The code of a coupon of the merchant: one an order. */
            coupon?: string | null;
            /** @description 1 to 50 lines of one merchant and currency. */
            lines: components["schemas"]["NewOrderLine"][];
            /** @description An object of your own, given back as it came: at most 4,096 bytes. */
            metadata?: Record<string, never> | null;
            /**
             * @description `wallet`, or the code of a payment channel.
             * @example wallet
             */
            pay: string;
            /**
             * @description Where the buyer is, by two capital letters (ISO 3166-1); by default where the platform is. Some brands are sold in
             *     some regions only.
             * @example CN
             */
            region?: string | null;
            /** @description Show the keys in the answer, where it is paid at once. It counts as the reveal. */
            reveal?: boolean;
            /**
             * Format: int64
             * @description The most that you agree to pay, in minor units, such as a quote's total: refused as `price_rose` where it is more by now.
             */
            total_max?: number | null;
        };
        NewOrderLine: {
            offer: string;
            /** Format: int64 */
            quantity: number;
        };
        /** @description What is to go back of a delivered order: give `amount`, or `lines`, or neither for all that is left. */
        NewOrderRefund: {
            /**
             * Format: int64
             * @description In minor units of the order's currency.
             */
            amount?: number | null;
            /** @description The operator only: where the money was released, take it from the merchant's bond. */
            from_bond?: boolean;
            lines?: components["schemas"]["NewRefundLine"][] | null;
            /** @description One line, up to 300 characters. The buyer reads it. */
            reason: string;
            /**
             * @description `wallet` or `origin`.
             * @example wallet
             */
            way: string;
        };
        /** @description A passkey that the browser has made. */
        NewPasskey: {
            challenge: string;
            /** @description What `navigator.credentials.create` gave, in the JSON form of WebAuthn. */
            credential: Record<string, never>;
            /** @description What you call it: one line, at most 60 characters. */
            name: string;
        };
        /** @description A new password. */
        NewPassword: {
            /**
             * Format: password
             * @description 8 to 128 characters.
             */
            new: string;
            /**
             * Format: password
             * @description The one until now; left out by who has none.
             */
            old?: string | null;
        };
        /** @description How a waiting order is to be paid from now on. */
        NewPayment: {
            /**
             * Format: int64
             * @description So much of it from your wallet, in minor units, and the rest through the channel. Left out: nothing.
             */
            from_wallet?: number | null;
            /**
             * @description The code of a payment channel, or `wallet` for all of it at once.
             * @example alipay
             */
            pay: string;
            /** @description All that your wallet holds instead, where that is less than the total. */
            whole_balance?: boolean;
        };
        NewPayout: {
            amount: components["schemas"]["Amount"];
        };
        /** @description Where your money goes. */
        NewPayoutAccount: {
            /** @description The name of the bank; of a bank account only. */
            bank?: string;
            /** @description Whose account it is. */
            holder: string;
            /**
             * @description `bank` or `alipay`.
             * @example bank
             */
            kind: string;
            /** @description 8 to 30 digits; at Alipay an e-mail address or a telephone number. */
            number: string;
        };
        /** @description Pays out without being asked. */
        NewPayoutSchedule: {
            /**
             * @description ISO 4217.
             * @example CNY
             */
            currency: string;
            /**
             * @description `daily` or `weekly`.
             * @example daily
             */
            every: string;
            /**
             * Format: int64
             * @description What was released in the last so many days stays: 0 to 90.
             */
            keep_days: number;
            /**
             * Format: int64
             * @description Less than this, in minor units, is left until the next time.
             */
            minimum: number;
        };
        /** @description A plan: the whole of it. */
        NewPlan: {
            /** @description Lower-case letters, digits and hyphens; the plan with this code is changed for all who have it. */
            code: string;
            /** @description A month. */
            fee: components["schemas"]["Amount"];
            limits?: components["schemas"]["PlanLimits"];
            name: components["schemas"]["Text"];
            own_domain?: boolean;
            /** Format: int64 */
            sort?: number;
        };
        /** @description A new price. */
        NewPrice: {
            /** @description The price that you saw; refused where it was changed meanwhile. */
            from: components["schemas"]["Amount"];
            list_price?: null | components["schemas"]["Amount"];
            /** @description Of the same currency. */
            price: components["schemas"]["Amount"];
        };
        /** @description A product to be created; it is listed at once, or once it was looked at. */
        NewProduct: {
            brand?: components["schemas"]["Text"];
            /** @description The id of a brand that the platform keeps; found by its name where it is left out. */
            brand_id?: string | null;
            /** @description The code of a category. */
            category: string;
            /** @description How to use what was bought: up to 5,000 characters. */
            guide?: components["schemas"]["Text"];
            /** @description A file name under `/pictures/`. */
            picture?: string;
            /**
             * @description Its address in the shop, for good: 1 to 64 of a-z, 0-9 and '-'.
             * @example qingning-video
             */
            slug: string;
            /** @description One line, up to 300 characters. */
            summary?: components["schemas"]["Text"];
            /** @description The conditions of sale: up to 5,000 characters. */
            terms?: components["schemas"]["Text"];
            /** @description One line, up to 80 characters. */
            title: components["schemas"]["Text"];
        };
        /** @description What is to be priced. */
        NewQuote: {
            /** @description The code of a coupon. */
            coupon?: string | null;
            /** @description 1 to 50 lines of one merchant and currency. */
            lines: components["schemas"]["NewOrderLine"][];
            /**
             * @description Where the buyer is, by two capital letters (ISO 3166-1); by default where the platform is.
             * @example CN
             */
            region?: string | null;
        };
        NewRefundLine: {
            /**
             * Format: int64
             * @description The number of the line, from 1.
             */
            line: number;
            /** Format: int64 */
            quantity: number;
        };
        /** @description What the product shall say from now on: the whole of it. */
        NewRevision: {
            /**
             * Format: int64
             * @description The revision that you looked at; refused where it is not the newest any more.
             */
            based_on: number;
            brand?: components["schemas"]["Text"];
            /** @description The id of a brand that the platform keeps; found by its name where it is left out. */
            brand_id?: string | null;
            /** @description The code of a category. */
            category: string;
            /** @description How to use what was bought: up to 5,000 characters. */
            guide?: components["schemas"]["Text"];
            /** @description A file name under `/pictures/`. */
            picture?: string;
            /** @description One line, up to 300 characters. */
            summary?: components["schemas"]["Text"];
            /** @description The conditions of sale: up to 5,000 characters. */
            terms?: components["schemas"]["Text"];
            /** @description One line, up to 80 characters. */
            title: components["schemas"]["Text"];
        };
        /** @description A SKU to be created. */
        NewSku: {
            /** @description Your own name for it: one line, up to 64 characters, unique among your SKUs. */
            code: string;
            form?: null | components["schemas"]["AccountForm"];
            /**
             * @description `one_time` (by default): each key is sold once. `loop`: one secret with a limit of uses. `recharge`: a supplier
             *     credits the account that the buyer names. `supplied`: keys that a supplier gives for each order.
             * @example one_time
             */
            kind?: string | null;
            /** @description One line, up to 60 characters. */
            name: components["schemas"]["Text"];
            product: string;
        };
        /** @description A rule to be set. */
        NewStockRule: {
            /**
             * Format: int64
             * @description Units, 1 to 1,000,000,000; null takes the rule away.
             */
            warn_below?: number | null;
        };
        /** @description A supplier to be connected. It holds secrets: nothing prints it. */
        NewSupplier: {
            /** @description The contract's number or name: one line, up to 120 characters. */
            contract: string;
            /**
             * @description The first moment at which it does not hold any more; a mere day is its beginning in UTC.
             * @example 2027-12-01T00:00:00Z
             */
            contract_until: string;
            /**
             * @description In which it reckons, for good.
             * @example CNY
             */
            currency: string;
            /**
             * @description The code of its kind, for good.
             * @example kasushou
             */
            kind: string;
            /** @description One line, up to 40 characters. */
            name: string;
            /** @description By field, as the kind asks for them. */
            settings?: {
                [key: string]: string;
            };
        };
        /** @description Which keys do not work. */
        NewSupplierClaim: {
            /** @description Whose keys they were sold as. */
            order: string;
            /** @description One line, up to 300 characters: what is the matter. */
            reason: string;
            /** @description Deliveries of the order; none: all of them. */
            units?: string[];
        };
        /** @description What was paid in, or taken out. */
        NewSupplierDeposit: {
            /**
             * Format: int64
             * @description Minor units of the supplier's currency; less than nothing: taken out.
             * @example 500000
             */
            amount: number;
            /** @description One line, 1 to 200 characters: the number of the transfer, say. */
            note: string;
        };
        /** @description A top-up to be begun. */
        NewTopUp: {
            amount: components["schemas"]["Amount"];
            /**
             * @description The code of a payment channel.
             * @example alipay
             */
            pay: string;
        };
        /** @description A secret for an app that makes codes. It is told in this answer only, and proves nothing until a code confirmed it. */
        NewTotp: {
            /** @description The same as a picture to be scanned. */
            qr_svg: string;
            /** @description For typing it in. */
            secret: string;
            /** @example otpauth://totp/… */
            uri: string;
        };
        /** @description What the staff wrote or did. */
        Note: {
            at: string;
            /** @description An e-mail address, or the id of an API key. */
            by: string;
            /** @example nte_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            text: string;
        };
        /** @description What others were seen to ask. */
        NoteMarketPrices: {
            /** @description 1 to 5,000 of them. */
            items: components["schemas"]["MarketPriceSeen"][];
        };
        /** @description Something on sale at a price. */
        OfferAnswer: {
            brand: components["schemas"]["Text"];
            category: string;
            form?: null | components["schemas"]["AccountForm"];
            /** @example off_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            /**
             * @description `one_time`: each key is sold once. `loop`: one secret with a limit of uses. `recharge`: a supplier credits the account
             *     that is named as it is ordered.
             * @example one_time
             */
            kind: string;
            list_price?: null | components["schemas"]["Amount"];
            merchant: string;
            /** @description Whether it is on sale. */
            on: boolean;
            /** @description A file name under `/pictures/`, or empty. */
            picture: string;
            price: components["schemas"]["Amount"];
            product: string;
            /** Format: int64 */
            quantity_max: number;
            /** Format: int64 */
            quantity_min: number;
            sku: string;
            sku_code: string;
            sku_name: components["schemas"]["Text"];
            slug: string;
            /**
             * Format: int64
             * @description Units that can be bought now; at most a second old. Of a `recharge` always 0: nothing is stocked, a supplier is asked.
             */
            stock: number;
            summary: components["schemas"]["Text"];
            title: components["schemas"]["Text"];
        };
        /** @description What is earned with one unit of an offer. */
        OfferMargin: {
            cost?: null | components["schemas"]["Amount"];
            /** @description The platform's share. */
            fee: components["schemas"]["Amount"];
            margin?: null | components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Of the price, in hundredths of a per cent.
             */
            margin_bps?: number | null;
            offer: string;
            on: boolean;
            price: components["schemas"]["Amount"];
            sku: string;
            sku_code: string;
            sku_name: components["schemas"]["Text"];
            title: components["schemas"]["Text"];
        };
        /** @description An offer, and the price at which it was seen: one that changed meanwhile is not changed again. */
        OfferSeen: {
            from: components["schemas"]["Amount"];
            id: string;
        };
        /** @description What one is asked to join. */
        OpenInvitation: {
            /** @example support */
            duty: string;
            email: string;
            expires_at: string;
            /** @description Whether the address has an account: then log in and join, else join with a new password. */
            has_account: boolean;
            merchant?: null | components["schemas"]["Text"];
        };
        /** @description A link to be opened. */
        OpenLink: {
            token: string;
        };
        /** @description An order with everything that belongs to it. */
        Order: components["schemas"]["OrderSummary"] & {
            deliveries: components["schemas"]["Delivery"][];
            fulfilment?: null | components["schemas"]["OrderFulfilment"];
            payment?: null | components["schemas"]["Payment"];
            price?: null | components["schemas"]["PriceMade"];
        };
        /** @description In which order payers are offered them. */
        OrderChannels: {
            /** @description The codes of all that are not retired. */
            codes: string[];
        };
        /** @description How an order is credited to an account. */
        OrderFulfilment: {
            /**
             * @description As much of the account as may be shown.
             * @example 138****8000
             */
            account: string;
            /** @description When the money goes back, if it is not credited until then; null before it is paid. */
            deadline?: string | null;
            ended_at?: string | null;
            /**
             * @description `unpaid`, `open`, `credited`, `given_back` (nobody credited it in time: the money went back) or `dropped` (never paid).
             * @example open
             */
            state: string;
            /** @description Whether a supplier has taken it on. */
            taken_on: boolean;
        };
        OrderLine: {
            offer: string;
            /** Format: int64 */
            quantity: number;
            sku: string;
            unit_price: components["schemas"]["Amount"];
        };
        OrderLineLeft: {
            /** Format: int64 */
            line: number;
            /** Format: int64 */
            quantity: number;
        };
        /** @description What was earned with a line of an order. */
        OrderLineMargin: {
            /** @description What the buyer paid for it, after everything that was taken off. */
            amount: components["schemas"]["Amount"];
            cost?: null | components["schemas"]["Amount"];
            /** @description Of the order's, by amounts. */
            fee: components["schemas"]["Amount"];
            margin?: null | components["schemas"]["Amount"];
            /** Format: int64 */
            margin_bps?: number | null;
            offer: string;
            /** Format: int64 */
            quantity: number;
            sku: string;
            sku_name: components["schemas"]["Text"];
        };
        /** @description What was earned with an order. */
        OrderMargin: {
            cost?: null | components["schemas"]["Amount"];
            /** @description The platform's share. */
            fee: components["schemas"]["Amount"];
            lines: components["schemas"]["OrderLineMargin"][];
            margin?: null | components["schemas"]["Amount"];
            /** Format: int64 */
            margin_bps?: number | null;
            total: components["schemas"]["Amount"];
        };
        /** @description How the money of an order stands. */
        OrderMoney: {
            /** @description `waits`: until then. `released` and `frozen`: since then. */
            at?: string | null;
            fee?: null | components["schemas"]["Amount"];
            /** @description How many units of each line can still be refunded by themselves. */
            lines_left: components["schemas"]["OrderLineLeft"][];
            /** @description All that went back to the buyer. */
            refunded: components["schemas"]["Amount"];
            refunds: components["schemas"]["OrderRefundLine"][];
            /**
             * @description `waits`, `released`, `frozen` or `given_back`.
             * @example waits
             */
            standing: string;
            tax?: null | components["schemas"]["Amount"];
            tax_back?: null | components["schemas"]["Amount"];
            total: components["schemas"]["Amount"];
            /** @description `released`: `confirmed`, `time` or `ruling`. `frozen`: why, in the words of who did it; empty for the buyer. */
            why: string;
        };
        /** @description A batch that units of an order came from, with the papers that it rests on. */
        OrderPapers: {
            batch: components["schemas"]["Batch"];
            /**
             * Format: int64
             * @description The number of the order's line.
             */
            line: number;
        };
        /** @description What went back. */
        OrderRefund: {
            amount: components["schemas"]["Amount"];
            /** @example ref_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            /** @description All that went back of the order, with this. */
            refunded: components["schemas"]["Amount"];
            /** @description `done`, or `pending` while the payment channel carries it. */
            state: string;
        };
        OrderRefundLine: {
            amount: components["schemas"]["Amount"];
            at: string;
            id: string;
            reason: string;
            /** @description Who decided it: `merchant` or `operator`. */
            side: string;
            /**
             * @description `done`; of those to the origin also `pending`, `failed` or `ask_by_hand` (only a person can find out); of what a bank
             *     took, `returned` where it came again.
             */
            state: string;
            /** @description `wallet` or `origin`; `chargeback`: a bank took it back. */
            way: string;
        };
        /** @description An order as a list shows it. */
        OrderSummary: {
            created_at: string;
            /** @description Until when an unpaid order keeps its goods. */
            expires_at: string;
            /** @description Of the total, what your wallet holds ready while the order waits, or has paid beside a payment channel. */
            from_wallet: components["schemas"]["Amount"];
            /** @example ord_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            lines: components["schemas"]["OrderLine"][];
            /** @description What was given when it was placed. */
            metadata?: Record<string, never> | null;
            /**
             * @description `pending`; `fulfilling` (paid, a supplier has to credit it); `delivered`; `failed` (nobody could credit it: the money
             *     went back); `cancelled` or `expired`.
             * @example delivered
             */
            state: string;
            total: components["schemas"]["Amount"];
        };
        /** @description The domain of your store's own, and how it is proved to be yours. */
        OwnDomain: {
            checked_at?: string | null;
            /** @example cards.example.com */
            domain: string;
            /**
             * Format: int64
             * @description Checks in a row that failed since it was verified: with the third it is lost.
             */
            failures: number;
            /** @description Where the file must lie. */
            file: string;
            /** @description The line that it must hold; others may stand beside it. */
            line: string;
            /** @description What the last check found wrong; empty where nothing. */
            problem: string;
            /**
             * @description `pending`, `verified` or `lost`.
             * @example pending
             */
            state: string;
            verified_at?: string | null;
        };
        /** @description What money was asked for: an order, or a top-up of a wallet. */
        PaidFor: {
            merchant?: null | components["schemas"]["MerchantRef"];
            /** @description Null for a top-up. */
            order?: string | null;
            /** @description Null for an order. */
            top_up?: string | null;
            /** @description Whose wallet it is; null for an order. */
            user?: string | null;
        };
        /** @description A partner, as the list shows it. */
        Partner: {
            /** @description Whether anything is agreed beside prices. */
            agreed: boolean;
            allocations: components["schemas"]["PartnerAllocation"][];
            /**
             * Format: int64
             * @description Cases about units of theirs, open and closed.
             */
            cases: number;
            /**
             * Format: int64
             * @description Docking keys that are not off.
             */
            docking_keys: number;
            frozen: boolean;
            /** @description As you call them; may be empty. */
            label: string;
            /**
             * @description `quiet`, `look` or `abnormal`; null before they were first looked at.
             * @example quiet
             */
            mark?: string | null;
            /** @description Where they are reached. */
            name: string;
            /** @description Codes of the price lists that you gave them. */
            price_lists: string[];
            user: string;
        };
        /** @description How many units they may buy. */
        PartnerAllocation: {
            code: string;
            from: string;
            /** @description The id of the SKU or product. */
            goods: string;
            /** @description Whether it holds now. */
            holds: boolean;
            /**
             * @description `sku` or `product`.
             * @example sku
             */
            kind: string;
            /** Format: int64 */
            left: number;
            name: components["schemas"]["Text"];
            /**
             * @description `day`, `month` or `all`.
             * @example month
             */
            period: string;
            /** Format: int64 */
            units: number;
            /** @description The first moment at which it does not hold any more; null: without end. */
            until?: string | null;
            /**
             * Format: int64
             * @description In the period that it is now.
             */
            used: number;
        };
        /**
         * @description What happens by itself. `none`, `alarm` (your people and the platform's are told), `freeze` (nothing more is sold to
         *     them until a person lifts it) or `both`.
         */
        PartnerClauses: {
            /**
             * Format: int64
             * @description … of those of so many days: 1 to 730.
             * @default 90
             */
            case_days: number;
            /**
             * Format: int64
             * @description … from that one on: 1 to 100 …
             * @default 1
             */
            case_nth: number;
            /**
             * @description When a case is opened about a unit that they bought …
             * @default none
             * @example both
             */
            on_case: string;
            /**
             * @description When their buying becomes abnormal.
             * @default none
             * @example alarm
             */
            on_pattern: string;
            /**
             * @description When orders of theirs asked for more than was left …
             * @default none
             * @example alarm
             */
            on_tries: string;
            /**
             * @description What a freeze stops: `all` of your goods, or those that are `allocated`.
             * @default all
             * @example all
             */
            stops: string;
            /**
             * Format: int64
             * @description … so often in a day: 1 to 10,000.
             * @default 5
             */
            tries_most: number;
        };
        /** @description A partner, with all that is agreed and known. */
        PartnerDetails: {
            clauses?: null | components["schemas"]["PartnerClauses"];
            /** @description What clauses did, the newest first; at most 100. */
            fired: components["schemas"]["FiredClause"][];
            frozen?: null | components["schemas"]["PartnerFrozen"];
            partner: components["schemas"]["Partner"];
            pattern?: null | components["schemas"]["PartnerPattern"];
        };
        /** @description Since when nothing is sold to them, and why. */
        PartnerFrozen: {
            at: string;
            /** @description The person: an e-mail address; null where a clause did. */
            by?: string | null;
            /** @description The clause that did it: `case`, `pattern` or `tries`; null where a person did. */
            clause?: string | null;
            /** @description A sentence; of a clause, its cause. */
            why: string;
        };
        /** @description How a partner has bought in thirty days. */
        PartnerPattern: {
            abnormal_since?: string | null;
            /** @description When it was counted. */
            at: string;
            /** @description False where older orders, or records of what was shown, were not counted. */
            complete: boolean;
            /** @description Those on which something was bought, the oldest first. */
            days: components["schemas"]["PartnerPatternDay"][];
            /**
             * @description `quiet`, `look` or `abnormal`: the most unusual of the signs.
             * @example quiet
             */
            mark: string;
            /** Format: int64 */
            orders: number;
            signs: components["schemas"]["PartnerPatternSign"][];
            /** Format: int64 */
            units: number;
        };
        PartnerPatternDay: {
            /** @description `2026-11-29`, in Beijing time. */
            day: string;
            /** Format: int64 */
            orders: number;
            /** Format: int64 */
            units: number;
        };
        PartnerPatternSign: {
            /**
             * @description `burst`, `night`, `single`, `networks`, `unopened`, `cases` or `allocation`.
             * @example burst
             */
            code: string;
            /**
             * @description `quiet`, `look` or `abnormal`.
             * @example quiet
             */
            mark: string;
            sentence: components["schemas"]["Text"];
        };
        /** @description Why it is done. */
        PartnerReason: {
            /** @description One line of up to 300 characters; it stands in the trail. */
            reason: string;
        };
        /** @description A passkey as its owner sees it. */
        Passkey: {
            created_at: string;
            id: string;
            last_used_at?: string | null;
            /** @description What its owner calls it. */
            name: string;
        };
        /** @description What the browser is to be asked. */
        PasskeyChallenge: {
            /** @description Goes back with the browser's answer: good once, for five minutes. */
            challenge: string;
            /** @description For `navigator.credentials`, in the JSON form of WebAuthn; byte strings in Base64url. */
            options: Record<string, never>;
        };
        /** @description Another name. */
        PasskeyName: {
            name: string;
        };
        /** @description The browser's answer. */
        PasskeyProof: {
            challenge: string;
            /** @description What `navigator.credentials.get` gave, in the JSON form of WebAuthn. */
            credential: Record<string, never>;
        };
        Passkeys: {
            items: components["schemas"]["Passkey"][];
        };
        Payment: {
            amount: components["schemas"]["Amount"];
            channel: string;
            expires_at: string;
            id: string;
            /** @description To be opened by the payer. */
            pay_url?: string | null;
            /** @description To be drawn as a QR code. */
            qr_text?: string | null;
        };
        /** @description A configured channel, without its secrets. */
        PaymentChannel: {
            /** @description Why it cannot be used; empty where it can. */
            broken: components["schemas"]["ChannelFault"][];
            changed_at: string;
            changed_by: string;
            /**
             * @description For good: payments carry it.
             * @example alipay
             */
            code: string;
            created_at: string;
            created_by: string;
            /** @description Empty: all that its kind takes. */
            currencies: string[];
            /** @description `desktop`, `mobile`, `wechat`, `alipay`; empty: all. */
            devices: string[];
            /**
             * Format: int64
             * @description What the gateway takes, in hundredths of a per cent.
             */
            fee_bps: number;
            kind: string;
            kind_name: components["schemas"]["Text"];
            /** Format: int64 */
            max?: number | null;
            /**
             * Format: int64
             * @description For which amounts it is offered, in minor units of its one currency; null: no limit.
             */
            min?: number | null;
            name: components["schemas"]["Text"];
            /** @description Where the gateway reports to. */
            notify_url: string;
            /**
             * Format: int64
             * @description Smaller ones are offered first.
             */
            position: number;
            /** @description Whether the gateway gives money back by request. */
            refunds: boolean;
            /** @description Which secrets are set. */
            secrets_set: string[];
            /** @description Settings that are no secrets, by field. */
            settings: {
                [key: string]: string;
            };
            /** @description `on`, `off` or `retired`. In whatever state, it takes callbacks and gives money back. */
            state: string;
            /**
             * Format: int64
             * @description Counts the changes: sent along with the next one.
             */
            version: number;
        };
        /** @description Money that did not simply pay its order, and what was done with it. */
        PaymentException: components["schemas"]["PaidFor"] & {
            /** @description `delivered`, `credited` or `refunded`. */
            action: string;
            amount: components["schemas"]["Amount"];
            channel: string;
            created_at: string;
            id: string;
            /** @description `late`, `underpaid`, `overpaid`, `duplicate`, `wrong_currency` or `sold_out`. */
            kind: string;
            payment: string;
            /** @description `done`, `refunding`, `refund_failed` or `ask_by_hand` (whether the refund arrived, only a person can find out). */
            state: string;
        };
        /** @description Money that is paid out, or is to be. */
        Payout: {
            /** @description The end of the account's number. */
            account: string;
            /** @description How many people agreed, of how many that must. */
            agreed: number;
            amount: components["schemas"]["Amount"];
            changed_at: string;
            created_at: string;
            /** @description Of the amount: what the platform keeps. */
            fee: components["schemas"]["Amount"];
            /** @example pot_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            /** @description `bank` or `alipay`. */
            kind: string;
            /** @description What the bank pays. */
            net: components["schemas"]["Amount"];
            /** @description Why it was refused, or failed. */
            note: string;
            /** Format: int64 */
            people_needed: number;
            /** @description Somebody's address, or `schedule`. */
            requested_by: string;
            /** @description The payment channel that it is transferred through; null where it goes with a batch. */
            route?: string | null;
            /**
             * @description `requested`, `approved`, `sent`, `paid`, `failed`, `refused` or `withdrawn`.
             * @example requested
             */
            state: string;
        };
        PayoutAccount: {
            /** @description The end of its number. */
            account: string;
            changed_at: string;
            /** @description `bank` or `alipay`. */
            kind: string;
            /** @description Nothing is paid out to it before. */
            usable_from: string;
        };
        /** @description A batch for the bank. */
        PayoutBatch: {
            /** @example pob_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            payouts: number;
            /** @description What the bank is to pay, by currency. */
            sums: components["schemas"]["Amount"][];
        };
        /** @description Why. */
        PayoutReason: {
            /** @description One line, up to 300 characters. The merchant reads it. */
            reason?: string;
        };
        /** @description How often your balance is paid out by itself. */
        PayoutSchedule: {
            /** @example CNY */
            currency: string;
            /**
             * @description `daily` or `weekly`.
             * @example daily
             */
            every: string;
            /**
             * Format: int64
             * @description What was released in the last so many days stays.
             */
            keep_days: number;
            /**
             * Format: int64
             * @description Less than this, in minor units, is left until the next time.
             */
            minimum: number;
            next_at: string;
        };
        /** @description A plan. Where there is no number, there is no limit. */
        Plan: {
            code: string;
            /** @description A month. */
            fee: components["schemas"]["Amount"];
            limits: components["schemas"]["PlanLimits"];
            name: components["schemas"]["Text"];
            own_domain: boolean;
            /** Format: int64 */
            sort: number;
        };
        PlanLimits: {
            /**
             * Format: int64
             * @description Requests a minute of each API key.
             * @default null
             */
            api_calls: number | null;
            /**
             * Format: int64
             * @description Requests a month of all API keys together.
             * @default null
             */
            api_calls_month: number | null;
            /**
             * Format: int64
             * @default null
             */
            orders_month: number | null;
            /**
             * Format: int64
             * @default null
             */
            products: number | null;
            /**
             * Format: int64
             * @default null
             */
            staff: number | null;
        };
        /** @description Your plan, and how much of it is used. */
        PlanUsage: {
            /** @description The categories of whose goods it keeps another share. */
            category_fees: components["schemas"]["CategoryFee"][];
            /**
             * Format: int64
             * @description What the platform keeps of your sales, in hundredths of a per cent.
             */
            fee_bps: number;
            plan?: null | components["schemas"]["Plan"];
            usage: components["schemas"]["Usage"];
        };
        /** @description What a rule would make of an offer. */
        PlannedPrice: {
            from: components["schemas"]["Amount"];
            offer: string;
            /**
             * @description `change`, `held` or `blocked`.
             * @example change
             */
            outcome: string;
            sku: string;
            sku_code: string;
            sku_name: components["schemas"]["Text"];
            steps: components["schemas"]["PriceChangeStep"][];
            title: components["schemas"]["Text"];
            to: components["schemas"]["Amount"];
            /** @description Of one that would be held or blocked: `by_hand`, `jump`, `ceiling_below_cost` or `price_too_high`. */
            why?: string | null;
        };
        /** @description A shelf of the shop. */
        PlatformCategory: {
            /**
             * @description 1 to 64 of a-z, 0-9 and '-', for good.
             * @example games
             */
            code: string;
            /** @description The name of a built-in icon, or empty. */
            icon?: string;
            /** @description One line, up to 40 characters. */
            name: components["schemas"]["Text"];
            /**
             * Format: int64
             * @description Smaller ones come first: 0 to 1,000,000.
             */
            sort?: number;
        };
        /** @description Keys that were found somewhere, of whichever merchant. */
        PlatformFoundKeys: {
            /** @description 1 to 200 of them, one a line: as a buyer sees them, or number and password as an import takes them. */
            keys: string;
            /** @description Look among this merchant's goods only. */
            merchant?: string | null;
        };
        /** @description An order as the platform sees it: never a key. */
        PlatformOrder: components["schemas"]["MerchantOrder"] & {
            merchant: components["schemas"]["MerchantRef"];
        };
        /** @description A payment through a channel. */
        PlatformPayment: components["schemas"]["PaidFor"] & {
            amount: components["schemas"]["Amount"];
            channel: string;
            created_at: string;
            expires_at: string;
            id: string;
            paid_at?: string | null;
            /** @description `open`, `paid` or `closed`. */
            state: string;
        };
        /** @description A payout, and whose it is. */
        PlatformPayout: components["schemas"]["Payout"] & {
            /** @description The batch that it was sent with. */
            batch?: string | null;
            merchant: components["schemas"]["MerchantRef"];
            /** @description Whether you have agreed to it, or asked for it: then somebody else decides. */
            own: boolean;
        };
        /** @description Money on its way back through a channel. */
        PlatformRefund: components["schemas"]["PaidFor"] & {
            amount: components["schemas"]["Amount"];
            /** @description What the channel calls the arrival that is given back. */
            arrival: string;
            channel: string;
            created_at: string;
            /** @description Who said what became of it, and why; null where nobody had to. */
            decided_by?: string | null;
            finished_at?: string | null;
            id: string;
            payment: string;
            reason?: string | null;
            /** @description What the channel calls the payment; null where it gave no name before it was paid. */
            reference?: string | null;
            /**
             * @description `pending`, `succeeded`, `failed` (the channel said no), `ask_by_hand` (only a person can find out whether it
             *     arrived), `credited` or `charged_back` (a bank took its money before).
             */
            state: string;
            /** @description When the channel was asked for it first; null where it was not yet. */
            tried_at?: string | null;
        };
        /** @description Money that a buyer has put, or wants to put, into the wallet. */
        PlatformTopUp: {
            amount: components["schemas"]["Amount"];
            /** @description How that user is reached. */
            contact: string;
            created_at: string;
            /** @description What has reached the wallet. */
            credited: components["schemas"]["Amount"];
            expires_at: string;
            id: string;
            paid_at?: string | null;
            /** @description The code of the payment channel that was chosen last. */
            pay: string;
            /** @description How much can go back now: of one arrival, and no more than is in the wallet. */
            returnable: components["schemas"]["Amount"];
            /** @description What went back, or is on its way. */
            returned: components["schemas"]["Amount"];
            /** @description `open`, `paid`, `cancelled` or `expired`. */
            state: string;
            user: string;
        };
        /** @description So near to what others ask. */
        PriceBand: {
            /**
             * Format: int64
             * @description Their price, less or more so many hundredths of a per cent: 0 to 9,999 …
             */
            bps: number;
            /**
             * Format: int64
             * @description … and so many minor units.
             */
            minor: number;
            /**
             * @description The name of the place, as market prices say it: one line of up to 40 characters.
             * @example competitor
             */
            source: string;
        };
        /** @description A time in which goods are cheaper for everybody. Of several that hold for an offer, the one that leaves the least counts. */
        PriceCampaign: {
            /**
             * @description In which way it is ordered: `store`, `api` or `all`.
             * @example all
             */
            channel: string;
            /**
             * @description Your own word for it: 1 to 40 small letters, digits and hyphens.
             * @example spring-sale
             */
            code: string;
            /** @description RFC 3339; by default from now. */
            from?: string | null;
            /** @description Buyers read it beside the price. */
            name: components["schemas"]["Text"];
            off: components["schemas"]["PriceOff"];
            /** @description At most 200 offers of yours; none named: all. */
            offers?: string[];
            on: boolean;
            /** @description The first moment at which it does not hold any more; null: without end. */
            until?: string | null;
        };
        /** @description A change of a price by a rule. */
        PriceChange: {
            at: string;
            decided_at?: string | null;
            decided_by?: string | null;
            from: components["schemas"]["Amount"];
            id: string;
            offer: string;
            rule: string;
            sku: string;
            sku_code: string;
            sku_name: components["schemas"]["Text"];
            /**
             * @description `applied`; `held`: it waits for a person; `refused` by one; `blocked`: the rule's bounds do not let the price be
             *     what it would have to be, and it stays; `superseded`: something newer was reckoned.
             * @example held
             */
            state: string;
            steps: components["schemas"]["PriceChangeStep"][];
            to: components["schemas"]["Amount"];
            /** @description Of one that is held or blocked: `by_hand`, `jump`, `ceiling_below_cost` or `price_too_high`; else empty. */
            why: string;
        };
        /** @description One step of how a price was reckoned. */
        PriceChangeStep: {
            /** @description What it came to. */
            amount: components["schemas"]["Amount"];
            /**
             * @description `cost`, `added`, `market`, `band`, `floor`, `ceiling`, `lowest` (what pays for the goods and the platform's share) or
             *     `rounded`.
             * @example cost
             */
            word: string;
        };
        /** @description Whoever knows its code pays less. One counts for an order. */
        PriceCoupon: {
            /**
             * @description What buyers type, in whatever letters: 3 to 40 letters, digits and hyphens.
             * @example SAVE10
             */
            code: string;
            /** @description RFC 3339; by default from now. */
            from?: string | null;
            least?: null | components["schemas"]["Amount"];
            /** @description An amount comes off the whole order, in proportion. */
            off: components["schemas"]["PriceOff"];
            /** @description At most 200 offers of yours; none named: all. */
            offers?: string[];
            on: boolean;
            /** @description The first moment at which it does not hold any more; null: without end. */
            until?: string | null;
            /**
             * Format: int64
             * @description How often it was used: told, and not set.
             */
            used?: number;
            /**
             * Format: int64
             * @description How often one buyer can use it; null: without end. Guests are known by their contacts.
             */
            uses_each?: number | null;
            /**
             * Format: int64
             * @description How often it can be used; null: without end.
             */
            uses_most?: number | null;
        };
        /** @description What partners of yours have agreed to pay. */
        PriceList: {
            /** @example resellers-2026 */
            code: string;
            from: string;
            items: components["schemas"]["PriceListItem"][];
            name: string;
            partners: components["schemas"]["PriceListPartner"][];
            /** @description The first moment at which it does not hold any more; null: without end. */
            until?: string | null;
        };
        PriceListItem: {
            offer: string;
            /**
             * Format: int64
             * @description Of one unit, in minor units of the offer's currency.
             */
            unit_price: number;
        };
        PriceListPartner: {
            /** @description As you call them. */
            label: string;
            user: string;
        };
        /** @description How prices were made: each step from the offer's price to what is paid. */
        PriceMade: {
            /** @description The code of the coupon. */
            coupon?: string | null;
            lines: components["schemas"]["PriceMadeLine"][];
            /**
             * Format: int64
             * @description How much less than the offers' prices it comes to, in minor units.
             */
            saved: number;
        };
        /** @description A line: its units, and the steps of the price of one. All amounts are minor units of the order's currency. */
        PriceMadeLine: {
            /**
             * Format: int64
             * @description The offer's price.
             */
            base_price: number;
            offer: string;
            /** Format: int64 */
            quantity: number;
            steps: components["schemas"]["PriceStep"][];
            /** Format: int64 */
            unit_price: number;
        };
        /** @description Somebody to whom you have given a level. */
        PriceMember: {
            from: string;
            /** @description As you call them. */
            label: string;
            /** @description The level's code. */
            level: string;
            /** @description The first moment at which it does not hold any more; null: without end. */
            until?: string | null;
            /** @example usr_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            user: string;
        };
        /** @description What comes off: one of the two. */
        PriceOff: {
            amount?: null | components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Hundredths of a per cent: 1 to 9,000.
             */
            bps?: number | null;
        };
        /** @description A rule. */
        PriceRule: {
            /** Format: int64 */
            add_bps: number;
            /** Format: int64 */
            add_minor: number;
            band?: null | components["schemas"]["PriceBand"];
            by_hand: boolean;
            /** Format: int64 */
            ceiling?: number | null;
            changed_at: string;
            changed_by: string;
            /** @example CNY */
            currency: string;
            /** Format: int64 */
            floor?: number | null;
            id: string;
            /** Format: int64 */
            jump_bps?: number | null;
            /** Format: int64 */
            margin_bps: number;
            name: string;
            on: boolean;
            /** @example none */
            rounding: string;
            /**
             * @description `all`, `category` or `sku`.
             * @example all
             */
            scope: string;
            target: string;
            /** @description What people call the target: the SKU's code, or the category's own. */
            target_name: string;
            /** Format: int64 */
            version: number;
        };
        /** @description What a rule would change now. */
        PriceRulePreview: {
            blocked: number;
            changed: number;
            falls: components["schemas"]["PlannedPrice"][];
            /** @description The first hundred of those that it would do something with. */
            first: components["schemas"]["PlannedPrice"][];
            held: number;
            /** @description Offers that it would be the rule for. */
            offers: number;
            /** @description The ten largest. */
            rises: components["schemas"]["PlannedPrice"][];
            unchanged: number;
            /** @description Of which neither a cost nor what others ask is known. */
            unknown: number;
        };
        /** @description One step. It begins where the one before ended. */
        PriceStep: {
            /** Format: int64 */
            after: number;
            /** Format: int64 */
            before: number;
            /**
             * @description `level`, `tier`, `price_list`, `campaign` or `coupon`.
             * @example campaign
             */
            kind: string;
            label: components["schemas"]["Text"];
            /** @description It would have gone lower, but for the brand's minimum price. */
            limited: boolean;
        };
        /** @description Whether rules change prices. */
        PriceStop: {
            at?: string | null;
            by?: string | null;
            /**
             * Format: int64
             * @description Changes that wait for a person.
             */
            held: number;
            reason?: string | null;
            /** @description You have stopped them. */
            stopped: boolean;
            /** @description The operator has stopped those of everybody. */
            stopped_by_platform: boolean;
        };
        PriceTier: {
            /**
             * Format: int64
             * @description 2 to 1000.
             */
            from: number;
            /**
             * Format: int64
             * @description Of one unit, in minor units of the offer's currency.
             */
            unit_price: number;
        };
        /** @description What an offer costs from so many units of a line on. */
        PriceTiers: {
            /** @example off_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            offer: string;
            /** @description 1 to 10. Each begins at more units than the one before, and costs less. */
            tiers: components["schemas"]["PriceTier"][];
        };
        /** @description A field that says something of a person. */
        PrivacyField: {
            /**
             * Format: int64
             * @description Where it is kept for so many days.
             */
            days?: number | null;
            /** @description How long it is kept, and what ends it. */
            ends: components["schemas"]["Text"];
            /** @description `sealed`, `digest`, `masked` or `clear` */
            form: string;
            /**
             * @description What its end hangs on: `minutes`, `days`, `account`, `network_address`, `order_contact`, `order`, `merchant` or
             *     `proof`
             */
            keep: string;
            /**
             * @description Table and column.
             * @example orders.contact
             */
            place: string;
            purpose: components["schemas"]["Text"];
            what: components["schemas"]["Text"];
        };
        /** @description Every personal field, and the versions of what people agree to. */
        PrivacyFields: {
            items: components["schemas"]["PrivacyField"][];
            merchant_terms_version: string;
            /** @description Versions of the privacy notice, the terms, and the terms for merchants; empty where there is none. */
            notice_version: string;
            terms_version: string;
        };
        /** @description As it is written out. */
        Problem: {
            /**
             * @description Stable, for programs.
             * @example sold_out
             */
            code: string;
            detail: string;
            errors?: components["schemas"]["FieldProblem"][];
            /**
             * @description Of `bad_account`: the field of the account form.
             * @example phone
             */
            field?: string | null;
            /** @description The request's id. */
            instance: string;
            /**
             * Format: int32
             * @example 409
             */
            status: number;
            /** @example Conflict */
            title: string;
            /**
             * @description An address at which the code is explained.
             * @example /docs#sold_out
             */
            type: string;
            /**
             * @description Of `bad_account`: `missing`, `unknown` (the form has no such field), `phone`, `qq`, `email`, `number`, `length` or
             *     `choice`.
             * @example missing
             */
            why?: string | null;
        };
        /** @description A product with its words of now. */
        Product: {
            brand: components["schemas"]["Text"];
            /** @description The brand that the platform keeps, where it is one. */
            brand_id?: string | null;
            category: string;
            created_at: string;
            guide: components["schemas"]["Text"];
            id: string;
            picture: string;
            /**
             * Format: int64
             * @description Which revision this is: give it as `based_on` when you revise.
             */
            revision: number;
            slug: string;
            /**
             * @description `listed`, `hidden`, `in_review` or `rejected`.
             * @example listed
             */
            state: string;
            summary: components["schemas"]["Text"];
            terms: components["schemas"]["Text"];
            title: components["schemas"]["Text"];
        };
        /** @description What the file changes, or would. */
        ProductImport: {
            dry_run: boolean;
            /** @description The first hundred; where there is one, nothing can be done. */
            errors: components["schemas"]["ImportLineError"][];
            lines: number;
            offers: components["schemas"]["ImportCounts"];
            products: components["schemas"]["ImportCounts"];
            skus: components["schemas"]["ImportCounts"];
            /** @description Products that the platform looks at before the shop shows them. */
            waiting: number;
        };
        /** @description A product in the queue of reviews. */
        ProductReview: {
            asked_at: string;
            category: string;
            decided_at?: string | null;
            /** @description Until when somebody should have looked. */
            due_at: string;
            /** @description What the rules have to say of it. */
            findings: components["schemas"]["ReviewFinding"][];
            late: boolean;
            merchant: string;
            product: string;
            reason: string;
            /** Format: int64 */
            revision: number;
            /** @description `waiting`, `approved` or `rejected`. */
            state: string;
            title: components["schemas"]["Text"];
        };
        /** @description A line of your own list. */
        ProductSummary: {
            brand: components["schemas"]["Text"];
            /** @description The brand that the platform keeps, where it is one. */
            brand_id?: string | null;
            category: string;
            created_at: string;
            id: string;
            picture: string;
            /** Format: int64 */
            revision: number;
            slug: string;
            /**
             * @description `listed`, `hidden`, `in_review` or `rejected`.
             * @example listed
             */
            state: string;
            title: components["schemas"]["Text"];
        };
        /** @description Something that one of the operator's people wants to do and another one has to agree to. */
        Proposal: {
            /**
             * @description `give_admin`, `take_admin`, `block_user`, `suspend_merchant`, `resume_merchant`, `close_merchant`,
             *     `trust_merchant`, `choose_plan`, `approve_application` or `change_channel`.
             * @example close_merchant
             */
            act: string;
            after: string;
            /** @description How it was when it was proposed, and how it will be. */
            before: string;
            /** @description How that is called. */
            called: components["schemas"]["Text"];
            decided_at?: string | null;
            decided_by?: string | null;
            /** @description Where they are reached; empty as long as nobody has decided. */
            decider: string;
            decision_reason: string;
            expires_at: string;
            /** @example prp_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            /** @description Whether it is yours: then another person decides, and you can withdraw it. */
            own: boolean;
            proposed_at: string;
            proposed_by: string;
            /** @description Where they are reached. */
            proposer: string;
            reason: string;
            /**
             * @description `proposed`, `approved`, `declined`, `withdrawn` or `expired`.
             * @example proposed
             */
            state: string;
            /**
             * @description The id of what it is done to; of a payment channel its code; of somebody who is to be invited, part of their
             *     address.
             */
            subject: string;
        };
        PushQuote: {
            /**
             * Format: int64
             * @description For one unit, in minor units of the supplier's currency: 1 to 10,000,000,000.
             */
            cost: number;
            /** @description As routes name it: one line, up to 64 characters. */
            product: string;
            /**
             * Format: int64
             * @description How many it has; null: not said.
             */
            stock?: number | null;
        };
        /** @description What a supplier's goods cost now. */
        PushQuotes: {
            /** @description 1 to 5,000 of them; the last line about the same goods counts. */
            items: components["schemas"]["PushQuote"][];
        };
        /** @description A channel as it is to be. It holds secrets: nothing prints it. */
        PutChannel: {
            /** @description Empty: all that the kind takes. */
            currencies?: string[];
            /** @description `desktop`, `mobile`, `wechat`, `alipay`; empty: all. */
            devices?: string[];
            /**
             * Format: int64
             * @description What the gateway takes, in hundredths of a per cent: 0 to 9999.
             */
            fee_bps?: number;
            /** @description Secrets that are taken away. */
            forget?: string[];
            /** @description The code of its kind, for good. */
            kind: string;
            /** Format: int64 */
            max?: number | null;
            /**
             * Format: int64
             * @description In minor units; only where there is one currency.
             */
            min?: number | null;
            /** @description What payers read: one line, up to 30 characters. */
            name: components["schemas"]["Text"];
            /** @description One line, 1 to 300 characters; stands in the trail. */
            reason: string;
            /**
             * @description By field. One that is left out stays as it is; so does a secret that is empty; a plain one that is empty is taken
             *     away. When an address changes, the secrets are typed again.
             */
            settings?: {
                [key: string]: string;
            };
            /**
             * Format: int64
             * @description The version that this changes; 0: a new channel.
             */
            version: number;
        };
        PutCost: {
            /** @description Of one unit: 0 to 10,000,000,000 minor units. */
            cost: components["schemas"]["Amount"];
            sku: string;
        };
        /** @description What SKUs cost from now on. */
        PutCosts: {
            /** @description 1 to 5,000 of them. */
            items: components["schemas"]["PutCost"][];
        };
        /** @description A new version of the rules. */
        PutDisputeRules: {
            reason: string;
            rules: components["schemas"]["DisputeRule"][];
            /**
             * Format: int64
             * @description The version that it was made from: refused where there is a newer one.
             */
            version: number;
        };
        /** @description Why, and until when, something is sold below its cost. */
        PutLossLeader: {
            /** @description One line, up to 200 characters; it stands in the trail. */
            reason: string;
            /** @description A time within a year, such as 2027-12-01T00:00:00Z. */
            until: string;
        };
        /** @description Whom you let dock. */
        PutMerchantDocking: {
            /**
             * @description `off`, `on` or `asked`.
             * @example asked
             */
            mode: string;
        };
        /** @description What you agree on with a partner, whole. */
        PutPartnerAgreement: {
            /** @description At most 20, each with a code of its own. What is used of one stays used, as long as it keeps code, goods and period. */
            allocations?: components["schemas"]["PutPartnerAllocation"][];
            clauses?: components["schemas"]["PartnerClauses"];
            /** @description As you call them: up to 60 characters. */
            label?: string;
        };
        /** @description How many units they may buy: of a SKU, or of all of a product. Say one of the two. */
        PutPartnerAllocation: {
            /** @description Your own word for it: 1 to 40 small letters, digits and hyphens. */
            code: string;
            /** @description RFC 3339; by default from now. */
            from?: string | null;
            /**
             * @description `day`, `month` (both in Beijing time), or `all` for as long as it holds.
             * @example month
             */
            period: string;
            product?: string | null;
            sku?: string | null;
            /** Format: int64 */
            units: number;
            /** @description Without end where nothing is said. Outside of its time it limits nothing. */
            until?: string | null;
        };
        /** @description A price list, whole. */
        PutPriceList: {
            /** @description Your own word for it: 1 to 40 small letters, digits and hyphens. */
            code: string;
            /** @description RFC 3339; by default from now. */
            from?: string | null;
            /** @description 1 to 1,000, each of another offer of yours. */
            items: components["schemas"]["PriceListItem"][];
            /** @description Its partners read it beside their prices: up to 60 characters. */
            name: string;
            /** @description At most 500. */
            partners?: components["schemas"]["PutPriceListPartner"][];
            /** @description Without end where nothing is said. */
            until?: string | null;
        };
        PutPriceListPartner: {
            /** @description The address of their account. */
            email?: string | null;
            /** @description As you call them: up to 60 characters. */
            label?: string;
            /** @description By id, or by `email`. The orders of all their API keys are theirs. */
            user?: string | null;
        };
        /** @description Who gets a level. */
        PutPriceMember: {
            /** @description The address of their account. */
            email?: string | null;
            /** @description RFC 3339; by default from now. */
            from?: string | null;
            /** @description As you call them: up to 60 characters. */
            label?: string;
            level: string;
            /** @description Without end where nothing is said. */
            until?: string | null;
            /** @description By id, or by `email`. */
            user?: string | null;
        };
        /** @description How a price is made of a cost; amounts are minor units of the rule's currency. */
        PutPriceRule: {
            /**
             * Format: int64
             * @description On top of the cost, in hundredths of a per cent of it: 0 to 100,000.
             */
            add_bps?: number;
            /**
             * Format: int64
             * @description And an amount.
             */
            add_minor?: number;
            band?: null | components["schemas"]["PriceBand"];
            /** @description Every change waits for a person. */
            by_hand?: boolean;
            /** Format: int64 */
            ceiling?: number | null;
            /**
             * @description It is for offers in this currency.
             * @example CNY
             */
            currency: string;
            /** Format: int64 */
            floor?: number | null;
            /**
             * Format: int64
             * @description A larger change than this waits for a person. Null: none does.
             */
            jump_bps?: number | null;
            /**
             * Format: int64
             * @description What is left after the platform's share is at least the cost, and so much of it.
             */
            margin_bps?: number;
            /** @description One line, up to 60 characters. */
            name: string;
            on: boolean;
            /**
             * @description `none`, `nine` (12.90), `ninety_nine` (12.99) or `whole`; upwards, where the bounds leave room for it.
             * @example none
             */
            rounding?: string;
            /**
             * @description `all` of your offers, those of a `category`, or of a `sku`. The narrowest rule counts.
             * @example all
             */
            scope: string;
            /** @description The category's code, or the SKU's id; empty for `all`. */
            target?: string;
            /**
             * Format: int64
             * @description The version that this changes; 0 for a new rule.
             */
            version?: number;
        };
        /** @description A supplier as it is to be. It holds secrets: nothing prints it. */
        PutSupplier: {
            /** @description The contract's number or name: one line, up to 120 characters. */
            contract: string;
            /**
             * @description The first moment at which it does not hold any more; a mere day is its beginning in UTC.
             * @example 2027-12-01T00:00:00Z
             */
            contract_until: string;
            /** @description Secrets that are taken away. */
            forget?: string[];
            /** @description One line, up to 40 characters. */
            name: string;
            /**
             * @description By field. One that is left out stays as it is; so does a secret that is empty; a plain one that is empty is taken
             *     away. When an address changes, the secrets are typed again.
             */
            settings?: {
                [key: string]: string;
            };
            /**
             * Format: int64
             * @description The version that this changes.
             */
            version: number;
        };
        /** @description A route to be set. */
        PutSupplyRoute: {
            on: boolean;
            /**
             * Format: int64
             * @description 0 to 1000; smaller ones are tried first.
             */
            position: number;
            /** @description As the supplier calls the goods: one line, up to 64 characters. */
            product: string;
            /**
             * Format: int64
             * @description What one unit costs there, in minor units of the supplier's currency: 0 (nothing is deposited for it) to 10,000,000,000.
             */
            unit_cost: number;
        };
        /** @description Jobs. */
        Queue: {
            /** Format: int64 */
            dead: number;
            /**
             * Format: int64
             * @description That could run now.
             */
            due: number;
            /**
             * Format: int64
             * @description For how many seconds the oldest of them has waited.
             */
            oldest_seconds?: number | null;
        };
        /** @description What an order would cost at this moment, and why. */
        Quote: {
            lines: components["schemas"]["QuoteLine"][];
            price?: null | components["schemas"]["PriceMade"];
            total: components["schemas"]["Amount"];
        };
        QuoteLine: {
            offer: string;
            /** Format: int64 */
            quantity: number;
            unit_price: components["schemas"]["Amount"];
        };
        /** @description What came of the quotes. */
        QuotesTaken: {
            /** @description Goods of which something was new. */
            changed: number;
            lines: number;
            /** @description SKUs that cost something else by this supplier now. */
            skus: number;
        };
        /** @description What must be corrected, and where. */
        Reason: {
            /**
             * @description The name of a field, the kind of a document, or `general`.
             * @example bank_account
             */
            field: string;
            text: string;
        };
        /** @description Each is good once, in the place of a code of the app. They are told in this answer only. */
        RecoveryCodes: {
            recovery_codes: string[];
        };
        /** @description What was done. */
        RefundDecided: {
            id: string;
            /** @description `succeeded`, `pending` or `credited`. */
            state: string;
        };
        /** @description What somebody has seen at the gateway. */
        RefundVerdict: {
            /** @description 1 to 500 characters, for the trail. */
            reason: string;
            verdict: components["schemas"]["RefundVerdictWord"];
        };
        /** @enum {string} */
        RefundVerdictWord: "arrived" | "try_again" | "credit";
        /** @description Which rules, over which time. */
        ReplayDisputeRules: {
            /**
             * Format: int64
             * @description How many days back: 1 to 365.
             */
            days: number;
            rules: components["schemas"]["DisputeRule"][];
        };
        /** @description Weights to be tried on past orders. */
        ReplaySupply: {
            /**
             * Format: int64
             * @description 1 to 90.
             */
            days: number;
            weights: components["schemas"]["SupplyWeights"];
        };
        /** @description A moment of a dispute in which those rules would have decided otherwise. */
        ReplayedDispute: {
            dispute: string;
            moment: string;
            /** @description Rules in shadow that would have matched. */
            shadow: string[];
            /** @description The rule that decided then, and what went back by it, in minor units. Empty: none. */
            was: string;
            /** Format: int64 */
            was_amount: number;
            /** @description The same, as those rules would have it. */
            would: string;
            /** Format: int64 */
            would_amount: number;
        };
        /** @description Prices to be changed by one rate. */
        RepriceOffers: {
            /**
             * Format: int64
             * @description Hundredths of a per cent, from -9,000 to 90,000: -1,000 takes a tenth off. Halves of a minor unit are rounded up.
             * @example -1000
             */
            change_bps: number;
            /** @description Only says what the prices would be. */
            dry_run?: boolean;
            /** @description 1 to 100 of your offers. */
            offers: components["schemas"]["OfferSeen"][];
        };
        RepricedOffer: {
            id: string;
            list_price?: null | components["schemas"]["Amount"];
            price?: null | components["schemas"]["Amount"];
            /** @description The code of the refusal; null where the price was changed. */
            refused?: string | null;
        };
        /** @description What became of each offer. */
        RepricedOffers: {
            items: components["schemas"]["RepricedOffer"][];
        };
        /** @description Reasons for sending an application back. */
        ReturnApplication: {
            /** @description At least one. */
            reasons: components["schemas"]["Reason"][];
        };
        /** @description A key, shown to its buyer. */
        RevealedDelivery: {
            /** @description The key's own expiry, where the supplier gave one. */
            expires_at?: string | null;
            id: string;
            /** @description The key or card number alone. */
            key: string;
            offer: string;
            password?: string | null;
            /** @description The key, or card number and password with a space between. */
            secret: string;
        };
        ReviewFinding: {
            /** @description `forbidden_word`, `category_by_person`, `guide_missing` or `price_unusual`. */
            code: string;
            detail: string;
        };
        /** @description An account that you asked to be remembered for your next order. */
        SavedAccount: {
            created_at: string;
            /**
             * @description Its first and last signs.
             * @example 138****8000
             */
            hint: string;
            /** @example sac_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            /** @description When something was last ordered for it. */
            used_at: string;
        };
        SavedAccounts: {
            items: components["schemas"]["SavedAccount"][];
        };
        /** @description How your second factor stands. */
        SecondFactor: {
            /**
             * Format: int64
             * @description How many passkeys you have.
             */
            passkeys: number;
            /** Format: int64 */
            recovery_codes_left: number;
            /** @description Whether an app makes codes. */
            totp: boolean;
        };
        /** @description Somebody who is logged in, and what they may do. */
        Session: {
            /** @description The value of the header `X-CSRF-Token` with everything that changes something. */
            csrf: string;
            /** @description What somebody of the staff does: `admin`, `reviewer`, `risk`, `finance`, `support`, `owner` or `stock`. */
            duty?: string | null;
            /** @description `zh` or `en`. */
            language: string;
            merchant?: null | components["schemas"]["SessionMerchant"];
            /**
             * @description `operator`, `merchant`, `buyer` or `partner`.
             * @example merchant
             */
            role: string;
            scopes: string[];
            /** @description Whether a second factor is set up. */
            second_factor: boolean;
            /** @description Until when the last proof of it in this session counts as fresh. */
            strong_until?: string | null;
            user: components["schemas"]["SessionUser"];
        };
        SessionMerchant: {
            id: string;
            name: components["schemas"]["Text"];
        };
        SessionUser: {
            /** @description Null for who has a telephone number only. */
            email?: string | null;
            /** @example usr_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            /** @description What to call them. */
            name: string;
            phone?: string | null;
        };
        /** @description One setting as it holds now. */
        Setting: {
            hidden: boolean;
            /** @description `server.listen` */
            name: string;
            /** @description Of a secret only `set` or `not set`. */
            value: string;
        };
        /** @description What becomes of a difference. */
        SettleDifference: {
            /** @description 1 to 500 characters, for the trail; not needed to ask. */
            reason?: string;
            way: components["schemas"]["SettleWay"];
        };
        /** @enum {string} */
        SettleWay: "ask" | "refund_arrived" | "known" | "write_off";
        /** @description What is stocked. */
        Sku: {
            code: string;
            created_at: string;
            form?: null | components["schemas"]["AccountForm"];
            id: string;
            /** @example one_time */
            kind: string;
            name: components["schemas"]["Text"];
            product: string;
            /**
             * Format: int64
             * @description Units that can be bought now. Of a `recharge` always 0: nothing is stocked, a supplier is asked.
             */
            stock: number;
        };
        /** @description What one unit of a SKU costs, from a moment on. */
        SkuCost: {
            at: string;
            by: string;
            cost: components["schemas"]["Amount"];
            /** @description The batch; may be empty. */
            reference: string;
            sku: string;
            sku_code: string;
            sku_name: components["schemas"]["Text"];
            /**
             * @description `batch`, `supplier` or `manual`: who said so.
             * @example manual
             */
            source: string;
        };
        /** @description What a SKU has cost. */
        SkuCosts: {
            /**
             * @description The last hundred costs, the newest first. Of goods that suppliers credit, what their cheapest route costs is
             *     what counts.
             */
            items: components["schemas"]["SkuCost"][];
            loss_leader?: null | components["schemas"]["LossLeader"];
        };
        Staff: {
            invitations: components["schemas"]["Invitation"][];
            items: components["schemas"]["Member"][];
        };
        /** @description A period of your balance: the opening balance and all sums make the closing balance. */
        Statement: {
            closing: components["schemas"]["Amount"];
            from: string;
            /** @description The movements, oldest first. */
            lines: components["schemas"]["StatementLine"][];
            /**
             * Format: int64
             * @description `after` of the next page; null on the last one.
             */
            next?: number | null;
            opening: components["schemas"]["Amount"];
            sums: components["schemas"]["StatementSum"][];
            to: string;
        };
        /** @description A channel whose statements can be read. */
        StatementChannel: {
            code: string;
            /** @description Whether a day's statement can be fetched. */
            fetch: boolean;
            /** @description Money arrived yesterday, and no statement covers it yet. */
            missing: boolean;
            name: components["schemas"]["Text"];
            /**
             * @description Yesterday, by the channel's calendar.
             * @example 2026-11-27
             */
            yesterday: string;
        };
        /** @description What does not agree between a channel's statement and our books, and what became of it. */
        StatementDifference: {
            channel: string;
            created_at: string;
            happened_at: string;
            id: string;
            /** @description `missing_here`, `missing_there`, `amount_differs`, `doubled`, `chargeback`, `chargeback_won` or `refund_failed`. */
            kind: string;
            /**
             * Format: int64
             * @description Of the statement's file; null where it is not in it.
             */
            line?: number | null;
            merchant?: null | components["schemas"]["MerchantRef"];
            /** @description What moved: `payment`, `refund`, … */
            movement: string;
            /** @description What it paid for, where that is known: an order, or a top-up of a wallet. */
            order?: string | null;
            ours?: null | components["schemas"]["Amount"];
            /** @description Our number, of the payment or the refund, as the file or our books say it; may be empty. */
            ours_id: string;
            /** @description `matched_later`, `booked`, `refund_arrived`, `known` or `written_off`; null while it is open. */
            outcome?: string | null;
            reason?: string | null;
            /** @description The channel's number of the payment. */
            reference: string;
            settled_at?: string | null;
            settled_by?: string | null;
            /** @description `open` or `settled`. */
            state: string;
            statement: string;
            theirs?: null | components["schemas"]["Amount"];
            top_up?: string | null;
            /** @description How it may be settled: `ask`, `refund_arrived`, `known`, `write_off`. */
            ways: string[];
        };
        /** @description The same of one kind of line. */
        StatementKindSums: {
            /** Format: int64 */
            count: number;
            /** @description `payment`, `refund`, `refund_failed`, `chargeback`, `chargeback_won`, `fee`, `payout` or `other`. */
            kind: string;
            /** Format: int64 */
            ours: number;
            /** Format: int64 */
            theirs: number;
        };
        /** @description One movement of your balance. */
        StatementLine: {
            /** @description Below zero: the balance gave it. */
            amount: components["schemas"]["Amount"];
            at: string;
            /** @description What it held after this. */
            balance: components["schemas"]["Amount"];
            /** @description As for the sums. */
            kind: string;
            /**
             * Format: int64
             * @description From 1, without gaps.
             */
            number: number;
            /** @description A release, an order or a payout, by its id. */
            reference: string;
        };
        /** @description Why a line cannot be used, and what to do about it. */
        StatementLineError: {
            /** @description As the file calls it; empty: the whole line. */
            column: string;
            detail: components["schemas"]["Text"];
            /**
             * Format: int64
             * @description Of the file, from 1.
             */
            line: number;
        };
        /** @description What stands in a file. */
        StatementPreview: {
            bad_lines: number;
            /** @description The first hundred. */
            errors: components["schemas"]["StatementLineError"][];
            /** @description The days it covers; null where nothing says which: name them. */
            from?: string | null;
            /** @description The same file was brought before: that is its statement. */
            known?: string | null;
            lines: number;
            /** @description Theirs alone: `ours` is zero. */
            sums: components["schemas"]["StatementSums"][];
            to?: string | null;
        };
        /** @description Movements of one kind in a period. */
        StatementSum: {
            /** Format: int64 */
            count: number;
            /**
             * @description `released`, `tax_withheld`, `refunded`, `tax_back`, `paid_out`, `payout_back`, `to_bond`, `from_bond`, `chargeback`,
             *     `chargeback_won`, `chargeback_fee` or `other`.
             * @example released
             */
            kind: string;
            /** @description Below zero: the balance gave it. */
            sum: components["schemas"]["Amount"];
        };
        /**
         * @description What a statement says and what our books say, in minor units. Lines that stood in another statement before are in
         *     neither.
         */
        StatementSums: {
            currency: string;
            /**
             * Format: int64
             * @description Theirs less ours.
             */
            difference: number;
            /**
             * Format: int64
             * @description What the channel kept.
             */
            fees: number;
            kinds: components["schemas"]["StatementKindSums"][];
            /** Format: int64 */
            ours: number;
            /**
             * Format: int64
             * @description What it sent to our bank.
             */
            payouts: number;
            /**
             * Format: int64
             * @description Payments, less what went back or was taken back.
             */
            theirs: number;
        };
        /** @description The stock of one SKU. */
        StockLevel: {
            code: string;
            /**
             * Format: int64
             * @description Whole days until none is left; null where nothing is sold.
             */
            days_left?: number | null;
            /** @description `one_time` or `loop`. */
            kind: string;
            /**
             * Format: int64
             * @description Units that can be bought now.
             */
            left: number;
            name: components["schemas"]["Text"];
            /**
             * Format: int64
             * @description Thousandths of a unit sold each day, over today and the six days before.
             */
            per_day_milli: number;
            product: string;
            product_title: components["schemas"]["Text"];
            sku: string;
            /**
             * Format: int64
             * @description Below how many units an alarm is raised; null where there is no rule.
             */
            warn_below?: number | null;
        };
        /** @description When an alarm is raised that a SKU runs low. */
        StockRule: {
            /** @description Since when fewer are left; null while there are enough. */
            low_since?: string | null;
            sku: string;
            /**
             * Format: int64
             * @description Null where there is no rule.
             */
            warn_below?: number | null;
        };
        /** @description Why no rule is to change a price. */
        StopPrices: {
            /** @description One line, up to 200 characters. */
            reason: string;
        };
        /** @description Your store. */
        Store: components["schemas"]["StoreWordsAnswer"] & {
            /**
             * @description Where its logo is; null where there is none.
             * @example /logos/0f3a….png
             */
            logo?: string | null;
            name: components["schemas"]["Text"];
            /** @description Its address, behind `/s/`. */
            slug: string;
            /**
             * Format: int64
             * @description Give it back when you change the store.
             */
            version: number;
        };
        /** @description Whether there is one. */
        StoreDomain: {
            own?: null | components["schemas"]["OwnDomain"];
        };
        /** @description What your store shall say: the whole of it. */
        StoreSettings: {
            /** @description Up to 500 characters. */
            announcement?: components["schemas"]["Text"];
            /** @description `leaf`, `sea`, `plum`, `clay`, `gold`, `slate` or empty. */
            colour?: string;
            /** @description One line, up to 120 characters. */
            contact?: string;
            /** @description One line, up to 120 characters. */
            hours?: components["schemas"]["Text"];
            name: components["schemas"]["Text"];
            /** @description What happens after a sale that went wrong: up to 5,000 characters. */
            policy?: components["schemas"]["Text"];
            /**
             * Format: int64
             * @description The one that you saw; refused where somebody changed it meanwhile.
             */
            version: number;
        };
        StoreWordsAnswer: {
            announcement: components["schemas"]["Text"];
            colour: string;
            contact: string;
            hours: components["schemas"]["Text"];
            policy: components["schemas"]["Text"];
        };
        /** @description A connected supplier, without its secrets. All its amounts are minor units of its currency. */
        Supplier: {
            balance?: null | components["schemas"]["SupplierBalance"];
            changed_at: string;
            changed_by: string;
            /** @description The contract's number or name. */
            contract: string;
            /** @description The first moment at which the contract does not hold any more: nothing new is ordered then. */
            contract_until: string;
            /**
             * @description For good.
             * @example CNY
             */
            currency: string;
            deposit: components["schemas"]["SupplierDeposit"];
            /** @description Why it cannot be used; empty where it can. */
            faults: components["schemas"]["SupplierFault"][];
            /**
             * @description `well`, `shaky` (silent lately) or `resting` (others are asked first), as this node sees it.
             * @example well
             */
            health: string;
            /** @example spl_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            /** @description For good. */
            kind: string;
            name: string;
            /** @description Where it reports to. */
            notify_url: string;
            score?: null | components["schemas"]["SupplierScore"];
            /** @description Which secrets are set. */
            secrets: string[];
            /** @description Settings that are no secrets, by field. */
            settings: {
                [key: string]: string;
            };
            /**
             * @description `on`, `off` or `retired`. In whatever state, it is asked about what it was asked for, and may report.
             * @example on
             */
            state: string;
            /**
             * Format: int64
             * @description Counts the changes: sent along with the next one.
             */
            version: number;
        };
        /** @description What a supplier has said of the deposit there. */
        SupplierBalance: {
            /**
             * Format: int64
             * @description Minor units.
             */
            amount: number;
            at: string;
        };
        /** @description Some keys of an order, claimed back from the supplier that they were bought from. */
        SupplierClaim: {
            /** @example CNY */
            currency: string;
            ended_at?: string | null;
            /** @example scl_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            /** Format: int64 */
            keys: number;
            opened_at: string;
            /** @description The order whose buyer had them. */
            order: string;
            /**
             * Format: int64
             * @description What came back into the deposit, in minor units.
             */
            paid_back: number;
            reason: string;
            /** @description The supplier's number of it; empty: none was told. */
            reference: string;
            /** @description In the supplier's words, or those of who settled it. */
            said: string;
            /**
             * @description `open` (the supplier is asked), `by_hand` (it cannot be asked by program: settle it with them), `settled` or
             *     `refused`.
             * @example open
             */
            state: string;
            supplier: string;
            supplier_name: string;
        };
        /** @description A deposit as our books know it, in minor units. */
        SupplierDeposit: {
            /**
             * Format: int64
             * @description What can be ordered for.
             */
            available: number;
            /**
             * Format: int64
             * @description Of what is under way.
             */
            held: number;
            /**
             * Format: int64
             * @description All that was credited for it.
             */
            spent: number;
        };
        /** @description Something that was paid in at a supplier, or taken out again. */
        SupplierDepositLine: {
            /**
             * Format: int64
             * @description Minor units; less than nothing: taken out.
             */
            amount: number;
            at: string;
            by: string;
            /** @example CNY */
            currency: string;
            /** @example dep_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            note: string;
        };
        /** @description One thing that is wrong, in both languages. */
        SupplierDescriptionFault: {
            en: string;
            /**
             * @description `submit.form.sign`, or `line 12`; empty for the whole.
             * @example submit.form.sign
             */
            path: string;
            zh: string;
        };
        /** @description All that is wrong with a description; empty: nothing. */
        SupplierDescriptionFaults: {
            faults: components["schemas"]["SupplierDescriptionFault"][];
        };
        /** @description Something in which a supplier's statement and our books do not agree. All amounts are minor units. */
        SupplierDifference: {
            /** @example CNY */
            currency: string;
            decided_at?: string | null;
            decided_by?: string | null;
            /**
             * Format: int64
             * @description What booking the supplier's figure moves into the deposit; less than nothing: out of it.
             */
            effect: number;
            happened_at: string;
            /** @example sdf_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            /**
             * @description `amount_differs`, `charged_failed` (we hold that it failed), `charged_open` (nobody told us how it ended),
             *     `charged_unknown`, `charged_twice`, `missing_there` (we booked it, no statement tells of it), `refund_unknown`,
             *     `deposit_unknown`, `withdrawn` (a corrected statement does not have what we booked), `balance_differs`.
             * @example amount_differs
             */
            kind: string;
            /** @description `charge`, `refund`, `deposit`; `balance`. */
            movement: string;
            /** @description Our order, where it is one of ours. */
            order?: string | null;
            /** @description Our number of the order there, and theirs; empty where it is not known. */
            order_no: string;
            /** Format: int64 */
            ours: number;
            /** @description Of closed ones: `agreed` (by itself), `gone` (a corrected statement does not have it), `known`. */
            outcome?: string | null;
            reason?: string | null;
            reference: string;
            /**
             * @description `open`, `disputed`, `booked` or `closed`.
             * @example open
             */
            state: string;
            statement: string;
            supplier: string;
            supplier_name: string;
            /** Format: int64 */
            theirs: number;
            /** @description What can be done about it: `book`, `dispute`, `known`. */
            ways: string[];
        };
        /** @description What a description comes to. Nothing was sent. */
        SupplierDryRun: {
            /** @description The answer that was pasted, as each request would read it. */
            answers: components["schemas"]["DryRunRead"][];
            callback?: null | components["schemas"]["DryRunCallback"];
            /** @description Nothing can be shown before these are gone. */
            faults: components["schemas"]["SupplierDescriptionFault"][];
            requests: components["schemas"]["DryRunRequest"][];
        };
        /** @description What is wrong with a setting, in both languages. */
        SupplierFault: {
            en: string;
            /** @description Empty: all of them. */
            field: string;
            zh: string;
        };
        /** @description A kind of supplier that this program speaks, with all that its form asks for. */
        SupplierKind: {
            /** @example kasushou */
            code: string;
            /** @description In which it reckons; none: in whichever it is set up for. */
            currencies: string[];
            /**
             * @description The setting in which the text stands that describes it; null: it needs none. A dry run looks at it.
             * @example null
             */
            described?: string | null;
            fields: components["schemas"]["ChannelField"][];
            /**
             * @description `credit` (to accounts), `keys`.
             * @example [
             *       "credit"
             *     ]
             */
            gives: string[];
            /** @description Whether it tells what is deposited there. */
            has_balance: boolean;
            /** @description Whether it tells what it offers. */
            has_catalogue: boolean;
            name: components["schemas"]["Text"];
        };
        /** @description Goods in a supplier's catalogue. */
        SupplierProduct: {
            /**
             * Format: int64
             * @description For one unit, to you, in minor units.
             */
            cost: number;
            /** @example CNY */
            currency: string;
            name: string;
            on_sale: boolean;
            /** @description As routes name it. */
            product: string;
            /**
             * Format: int64
             * @description Null: not said, or without end.
             */
            stock?: number | null;
            /**
             * @description `credit` (to an account) or `keys`.
             * @example credit
             */
            wanted: string;
        };
        /** @description The last that a supplier said of its goods. */
        SupplierQuote: {
            /** @description Since when that is so. */
            at: string;
            cost: components["schemas"]["Amount"];
            product: string;
            /**
             * Format: int64
             * @description Null: it did not say.
             */
            stock?: number | null;
        };
        /** @description How a supplier did lately: tries, by how they ended. */
        SupplierScore: {
            /** Format: int64 */
            credited: number;
            /** Format: int64 */
            failed: number;
            /**
             * Format: int64
             * @description Within so many seconds half of what was credited was; null: nothing was.
             */
            half_seconds?: number | null;
            /**
             * Format: int64
             * @description And 95 of 100.
             */
            most_seconds?: number | null;
            /**
             * Format: int64
             * @description Nobody knows yet.
             */
            open: number;
        };
        /** @description A day, as the supplier tells of it and as our books do. All amounts are minor units of the supplier's currency. */
        SupplierStatement: {
            brought_at: string;
            brought_by: string;
            charges: components["schemas"]["SupplierStatementSums"];
            closing?: null | components["schemas"]["SupplierStatementClosing"];
            /** @example CNY */
            currency: string;
            /**
             * @description By the supplier's calendar.
             * @example 2026-11-27
             */
            day: string;
            deposits: components["schemas"]["SupplierStatementSums"];
            /**
             * Format: int64
             * @description What their figures would leave more in the deposit than ours.
             */
            difference: number;
            /**
             * Format: int64
             * @description Differences: all of them, and those that wait for somebody.
             */
            differences: number;
            /** @example sst_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            /** Format: int64 */
            lines: number;
            /** @description As the file was called. */
            name: string;
            /** Format: int64 */
            open: number;
            refunds: components["schemas"]["SupplierStatementSums"];
            /**
             * Format: int64
             * @description How often another one took its place.
             */
            revision: number;
            /** @description `upload` or `fetched`. */
            source: string;
            supplier: string;
            /** @description What of ours is missing in it was looked for: two days after its end, or once the next day is there. */
            swept: boolean;
        };
        /** @description How a supplier's statements are had. */
        SupplierStatementCalendar: {
            /** @description Whether they can be asked for; else they are uploaded. */
            fetch: boolean;
            /** @description Whether there is a statement of that day. */
            is_there: boolean;
            /**
             * @description The last day that is over by the supplier's calendar.
             * @example 2026-11-27
             */
            yesterday: string;
        };
        SupplierStatementClosing: {
            /**
             * Format: int64
             * @description Of ours, under way at that moment: they may have taken it already.
             */
            held: number;
            /** Format: int64 */
            ours: number;
            /** Format: int64 */
            theirs: number;
        };
        /** @description The same by both. */
        SupplierStatementSums: {
            /**
             * Format: int64
             * @description Lines.
             */
            count: number;
            /** Format: int64 */
            ours: number;
            /** Format: int64 */
            theirs: number;
        };
        /** @description What came of it, in the order in which it was tried. */
        SupplierTrial: {
            outcomes: components["schemas"]["SupplierTried"][];
        };
        /** @description One thing that was tried. */
        SupplierTried: {
            /**
             * @description Stable: `keys`, `reach`, `answer`, …, or `timeout`.
             * @example keys
             */
            code: string;
            /** @description Null where it went well. */
            problem?: string | null;
        };
        /** @description One supplier's try. */
        SupplyAttempt: {
            /**
             * Format: int64
             * @description How often it answered, or did not.
             */
            asked: number;
            /**
             * Format: int64
             * @description All units together, in minor units.
             */
            cost: number;
            /** @example CNY */
            currency: string;
            ended_at?: string | null;
            /** @description Your number there. */
            order_no: string;
            /** @description As the supplier calls the goods. */
            product: string;
            /** @description The supplier's; empty: none was told. */
            reference: string;
            /** @description The same in the supplier's words: not for the buyer. */
            said: string;
            sent_at: string;
            /** Format: int64 */
            seq: number;
            /**
             * @description `sent` (nobody knows what it answered), `accepted`, `credited` or `failed`.
             * @example credited
             */
            state: string;
            supplier: string;
            supplier_name: string;
            /**
             * @description Of a failed one: `bad_account`, `out_of_stock`, `no_funds`, `price_changed`, `cancelled`, `not_reached` or `other`;
             *     empty otherwise.
             */
            why: string;
        };
        /** @description What those weights would have made of them, at today's quotes and records. The newest 20,000 orders are looked at. */
        SupplyReplay: {
            costs: components["schemas"]["SupplyReplayCost"][];
            /**
             * Format: int64
             * @description Of those, whose first supplier would have been another one.
             */
            moved: number;
            /**
             * Format: int64
             * @description Orders that were done, of SKUs that have routes still.
             */
            orders: number;
            suppliers: components["schemas"]["SupplyReplaySupplier"][];
        };
        SupplyReplayCost: {
            /** @example CNY */
            currency: string;
            /**
             * Format: int64
             * @description Minor units: what they did cost, and would have.
             */
            was: number;
            /** Format: int64 */
            would: number;
        };
        SupplyReplaySupplier: {
            supplier: string;
            supplier_name: string;
            /** Format: int64 */
            was: number;
            /**
             * Format: int64
             * @description How many orders it would have had, and had.
             */
            would: number;
        };
        /** @description A way by which a SKU can be credited. */
        SupplyRoute: {
            /** @description The first moment at which the supplier's contract does not hold any more. */
            contract_until: string;
            /** @example CNY */
            currency: string;
            on: boolean;
            /**
             * Format: int64
             * @description Smaller ones are tried first.
             */
            position: number;
            /** @description As the supplier calls the goods. */
            product: string;
            sku: string;
            sku_code: string;
            supplier: string;
            supplier_name: string;
            /**
             * @description `on`, `off` or `retired`: it is used only where its supplier is on and under contract.
             * @example on
             */
            supplier_state: string;
            /**
             * Format: int64
             * @description What one unit costs there, in minor units.
             */
            unit_cost: number;
        };
        /** @description 0 to 100 each. All 0: your own order of the routes counts. */
        SupplyWeights: {
            /**
             * Format: int64
             * @description How cheap.
             */
            cost: number;
            /**
             * Format: int64
             * @description How many more orders its deposit lasts for.
             */
            deposit: number;
            /**
             * Format: int64
             * @description How fast half of it was done.
             */
            speed: number;
            /**
             * Format: int64
             * @description How often it did lately what it was asked for, by SKU.
             */
            success: number;
        };
        /** @description What becomes of a channel. */
        SwitchChannel: {
            /** @description One line, 1 to 300 characters; stands in the trail. */
            reason: string;
            /** @description `on`, `off` or `retired`. From `off` into each; into `off` from each. */
            state: string;
        };
        /** @description What becomes of a partner's key. */
        SwitchDockingKey: {
            /**
             * @description `on` or `off`.
             * @example on
             */
            to: string;
        };
        /** @description What becomes of a supplier. */
        SwitchSupplier: {
            /**
             * @description `on`, `off` or `retired`. From `off` into each; into `off` from each.
             * @example on
             */
            to: string;
        };
        /** @description How the platform stands. */
        System: {
            backups: components["schemas"]["Backups"];
            /** Format: int64 */
            clock_ahead_seconds: number;
            /** @description Everything that somebody should look at, in both languages. */
            concerns: components["schemas"]["Concern"][];
            /**
             * Format: int64
             * @description Bytes; null where the database lies elsewhere.
             */
            database_bytes?: number | null;
            /**
             * Format: int64
             * @description Bytes free where the data folder lies.
             */
            disk_free_bytes?: number | null;
            /** @description `sqlite` or `postgres`. */
            engine: string;
            /** @description The time of this node, and how many seconds the database's own clock is ahead of it. */
            now: string;
            queue: components["schemas"]["Queue"];
            /**
             * Format: int64
             * @description The newest migration.
             */
            schema: number;
            started_at: string;
            version: string;
        };
        /** @description What is tried. It holds secrets: nothing prints it. */
        TestChannel: {
            /** @description The channel whose settings stand in for those that are left out, or empty. */
            code?: string | null;
            kind: string;
            settings?: {
                [key: string]: string;
            };
        };
        /** @description A text in Chinese and English; one of them may be empty. */
        Text: {
            /** @default  */
            en: string;
            /** @default  */
            zh: string;
        };
        /** @description All that happened to an order, the oldest first. */
        Timeline: {
            items: components["schemas"]["Moment"][];
        };
        TopProduct: {
            product: string;
            sales: components["schemas"]["Amount"];
            title: components["schemas"]["Text"];
            /** Format: int64 */
            units: number;
        };
        /** @description Money on its way into the wallet. */
        TopUp: {
            amount: components["schemas"]["Amount"];
            created_at: string;
            /** @description What has reached the wallet: whatever was paid, be it more or less than was asked for. */
            credited: components["schemas"]["Amount"];
            /** @description Until when it waits. */
            expires_at: string;
            /** @example top_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            paid_at?: string | null;
            /** @description The code of the payment channel. */
            pay: string;
            payment?: null | components["schemas"]["Payment"];
            /**
             * @description `open`, `paid`, `cancelled` or `expired`. Money that comes after the end is credited, and makes it `paid`.
             * @example open
             */
            state: string;
        };
        /** @description What goes back, and why. */
        TopUpReturn: {
            amount?: null | components["schemas"]["Amount"];
            /** @description 1 to 500 characters, for the trail. */
            reason: string;
        };
        /** @description What was done. */
        TopUpReturned: {
            amount: components["schemas"]["Amount"];
            refund: string;
        };
        /** @description Somebody did something. */
        TrailEntry: {
            after: string;
            at: string;
            before: string;
            /** @description The network address. */
            from: string;
            reason: string;
            /**
             * Format: int64
             * @description Its place in the chain.
             */
            seq: number;
            subject: string;
            /**
             * @description What was done; more may come.
             * @enum {string}
             */
            what: "first_operator" | "password_changed" | "password_chosen" | "contact_verified" | "account_reclaimed" | "account_deleted" | "second_factor_set_up" | "second_factor_removed" | "recovery_code_used" | "recovery_codes_renewed" | "passkey_added" | "passkey_removed" | "login_linked" | "login_unlinked" | "user_state" | "member_invited" | "member_joined" | "member_removed" | "invitation_revoked" | "duty_changed" | "api_key_created" | "api_key_revoked" | "proposal_made" | "proposal_approved" | "proposal_declined" | "proposal_withdrawn" | "proposal_expired" | "application_submitted" | "application_taken" | "application_returned" | "application_approved" | "document_opened" | "merchant_suspended" | "merchant_resumed" | "merchant_closed" | "merchant_trust_changed" | "merchant_plan_changed" | "authorisation_submitted" | "authorisation_approved" | "authorisation_returned" | "authorisation_revoked" | "authorisation_withdrawn" | "authorisation_expired" | "product_approved" | "product_rejected" | "brand_created" | "brand_changed" | "plan_changed" | "category_put" | "category_fee_put" | "domain_named" | "domain_verified" | "domain_lost" | "domain_dropped" | "logo_changed" | "channel_created" | "channel_changed" | "channel_switched" | "channels_ordered" | "refund_decided" | "statement_brought" | "difference_asked" | "difference_settled" | "top_up_returned" | "first_run" | "stock_rule_changed" | "products_imported" | "list_exported" | "orders_exported" | "order_noted" | "order_link_resent" | "order_refunded" | "order_frozen" | "order_thawed" | "dispute_taken" | "dispute_ruled" | "dispute_offered" | "dispute_rules_changed" | "dispute_file_opened" | "chargeback_recorded" | "chargeback_ended" | "dispute_pack_taken" | "diversion_traced" | "diversion_opened" | "diversion_closed" | "payout_account_changed" | "payout_schedule_changed" | "payout_requested" | "payout_withdrawn" | "payout_approved" | "payout_refused" | "payouts_sent" | "payout_settled" | "payout_results_taken" | "bond_moved" | "agreement_put" | "agreement_removed" | "partner_frozen" | "partner_lifted" | "clause_fired" | "docking_set" | "docking_key_created" | "docking_key_switched" | "docking_key_renewed" | "docking_key_reports" | "supplier_connected" | "supplier_changed" | "supplier_switched" | "supplier_deposit_booked" | "supply_route_set" | "supply_route_removed" | "price_rule_set" | "price_rule_removed" | "price_change_approved" | "price_change_refused" | "prices_stopped" | "prices_resumed" | "costs_set" | "loss_leader_marked" | "loss_leader_ended" | "pricing_put" | "pricing_removed" | "account_opened" | "supply_decided" | "supply_weights_set" | "supplier_claim_opened" | "supplier_claim_ended" | "supplier_statement_brought" | "supplier_difference_decided" | "job_retried" | "job_dropped" | "root_key_rotation_begun" | "root_key_rotation_finished" | "merchant_keys_rotation_begun" | "merchant_keys_rotation_finished" | "merchant_key_changed" | "batch_keys_rotation_begun" | "batch_keys_rotation_finished";
            who: string;
        };
        TrustMerchant: {
            reason?: string;
            trusted: boolean;
        };
        /** @description What is tried. It holds secrets: nothing prints it. */
        TrySupplier: {
            /** @example CNY */
            currency: string;
            kind: string;
            /** @description The supplier whose settings stand in for those that are left out. */
            of?: string | null;
            settings?: {
                [key: string]: string;
            };
        };
        Usage: {
            /**
             * Format: int64
             * @description Requests of your API keys since the month began, UTC; of other nodes up to two minutes behind.
             */
            api_calls_month: number;
            /**
             * Format: int64
             * @description Since the month began, UTC.
             */
            orders_month: number;
            /** Format: int64 */
            products: number;
            /**
             * Format: int64
             * @description Who works for you, and open invitations.
             */
            staff: number;
        };
        /** @description Nothing is done yet: it waits for a second person. */
        WaitsForSecondPerson: {
            proposal: components["schemas"]["Proposal"];
        };
        /** @description What can be spent. */
        Wallet: {
            available: components["schemas"]["Amount"];
            /** @description What you owe for payments that your bank took back: whatever comes in pays it first. */
            owed: components["schemas"]["Amount"];
        };
        /** @description One movement of the wallet. */
        WalletEntry: {
            /** @description Below zero: it was spent. */
            amount: components["schemas"]["Amount"];
            at: string;
            /** @description What the wallet held after it. */
            balance: components["schemas"]["Amount"];
            /** @description The order or the top-up that it belongs to, the name of the deposit, or that of a payment of what was owed. */
            reference: string;
        };
        /** @description Why. */
        WithReason: {
            /** @description One line, up to 300 characters; both sides see it. */
            reason?: string;
        };
        /** @description What was taken back. */
        Withdrawal: {
            batch: string;
            sku: string;
            /**
             * Format: int64
             * @description Units that are not on sale any more.
             */
            units: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    askContactCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskCode"];
            };
        };
        responses: {
            /** @description On its way */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verifyContact: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LogInByCode"];
            };
        };
        responses: {
            /** @description It is yours */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountDeletion"];
            };
        };
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listLoginLinks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginLinks"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unlinkLogin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its short name */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Unlinked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setName: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountName"];
            };
        };
        responses: {
            /** @description Changed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPasskeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Passkeys"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPasskey"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Passkey"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beginPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyChallenge"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removePasskey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The passkey's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    renamePasskey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The passkey's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasskeyName"];
            };
        };
        responses: {
            /** @description Renamed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPassword"];
            };
        };
        responses: {
            /** @description Changed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPersonalData: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A file of JSON */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    renewRecoveryCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSavedAccounts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedAccounts"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forgetSavedAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Forgotten */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondFactor"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountSessions"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endOtherSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ended"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beginTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewTotp"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirmTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Code"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getApplication: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    saveApplication: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApplicationDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    uploadApplicationDocument: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["NewDocument"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    submitApplication: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getApplicationTimeline: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_AdmissionMoment"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listBrands: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Brand"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    checkCanaries: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CanaryCheck"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CanaryFindings"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCategories: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Categories"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listLinks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The delivery's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Links"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The delivery's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewLink"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedLink"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revealDelivery: {
        parameters: {
            query?: {
                /**
                 * @description You know that a shown key cannot be given back. Needed, and kept as evidence, where the stricter rules hold for you
                 *     (docs/disputes.md): refused as `word_needed` without it.
                 */
                understood?: boolean;
            };
            header?: never;
            path: {
                /** @description The delivery's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevealedDelivery"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDisputeFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The file's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file, to be kept and not shown */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": number[];
                    "image/jpeg": number[];
                    "video/mp4": number[];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDisputes: {
        parameters: {
            query?: {
                /** @description `merchant`, `offered`, `platform`, `ruled`, `appealed`, `bank` or `closed`. */
                state?: string;
                /** @description Only open ones, or only closed ones. */
                open?: boolean;
                /** @description Of that order. */
                order?: string;
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Dispute"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDispute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dispute's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeDetails"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    actInDispute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dispute's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BuyerDisputeAct"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeDetails"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    uploadDisputeFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dispute's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["NewDisputeFile"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeFile"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDockingKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DockingKeys"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createDockingKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDockingKey"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedDockingKey"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dropDockingKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Switched off */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDocument: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The document's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file, to be kept and not shown */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": number[];
                    "image/png": number[];
                    "image/jpeg": number[];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteDocument: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The document's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFulfilments: {
        parameters: {
            query?: {
                /** @description `open`, `credited` or `given_back`; left out: all that are paid. */
                state?: string;
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Fulfilment"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFulfilment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                order: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FulfilmentDetail"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decideFulfilment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                order: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecideFulfilment"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    acceptInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvitationToken"];
            };
        };
        responses: {
            /** @description Joined */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    acceptInvitationAnew: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JoinAnew"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvitationToken"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInvitation"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenLink"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevealedDelivery"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAlarms: {
        parameters: {
            query?: {
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Alarm"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportAlarms: {
        parameters: {
            query?: {
                /** @description `csv` (the default) or `xlsx`. */
                format?: string;
                /** @description Of the first line: `zh` (the default) or `en`. */
                language?: string;
                /** @description A part of the subject or of the order's id. */
                q?: string;
                /** @description As the list calls them. */
                kind?: string;
                /** @description Raised then or later: RFC 3339, or a day in China such as 2026-11-28. */
                from?: string;
                /** @description Raised before then: RFC 3339, or a day in China, which is included. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeys"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApiKey"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiKey"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMerchantAuthorisations: {
        parameters: {
            query?: {
                /** @description Only those in this state. */
                state?: string;
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Authorisation"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createAuthorisation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAuthorisation"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authorisation"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMerchantAuthorisation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The authorisation's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authorisation"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    withdrawAuthorisation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The authorisation's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authorisation"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fillBond: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FillBond"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bond"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCosts: {
        parameters: {
            query?: {
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_SkuCost"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putCosts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutCosts"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CostsTaken"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDashboard: {
        parameters: {
            query?: {
                /** @description Days up to today: 1 to 92, 30 by default. */
                days?: number;
                /** @description By default that of most orders. */
                currency?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dashboard"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMerchantDisputeFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The file's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file, to be kept and not shown */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": number[];
                    "image/jpeg": number[];
                    "video/mp4": number[];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDisputeScore: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeScore"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMerchantDisputes: {
        parameters: {
            query?: {
                /** @description `merchant`, `offered`, `platform`, `ruled`, `appealed`, `bank` or `closed`. */
                state?: string;
                /** @description Only open ones, or only closed ones. */
                open?: boolean;
                /** @description Of that order. */
                order?: string;
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Dispute"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMerchantDispute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dispute's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeDetails"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    actInMerchantDispute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dispute's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MerchantDisputeAct"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeDetails"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    uploadMerchantDisputeFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dispute's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["NewDisputeFile"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeFile"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMerchantDisputePack: {
        parameters: {
            query?: {
                /** @description `json` (the default), or `pdf`: the timeline and what was said, to be uploaded as a file. */
                format?: string;
            };
            header?: never;
            path: {
                /** @description The dispute's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvidencePack"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDiversionPartners: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_DiversionPartnerCases"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    traceKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FoundKeys"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiversionFindings"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDiversions: {
        parameters: {
            query?: {
                /** @description `open` or `closed`. */
                state?: string;
                /** @description The id of the user who bought the units. */
                partner?: string;
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_DiversionCase"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openDiversion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDiversion"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiversionCase"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDiversion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The case's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiversionDetails"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    closeDiversion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The case's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DiversionEnd"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiversionCase"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMerchantDocking: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantDocking"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putMerchantDocking: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutMerchantDocking"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantDocking"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    switchDockingKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SwitchDockingKey"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantDocking"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMerchantDocuments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Document"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    uploadMerchantDocument: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["NewDocument"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    streamMerchantEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["LiveEvent"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listLossLeaders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_LossLeader"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMargins: {
        parameters: {
            query?: {
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_OfferMargin"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAllMarketPrices: {
        parameters: {
            query?: {
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_MarketPriceLine"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    noteMarketPrices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteMarketPrices"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MarketPricesTaken"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importMarketPrices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                "text/csv": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MarketPricesTaken"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMerchantMoney: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantMoney"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getStatement: {
        parameters: {
            query?: {
                /** @description ISO 4217; CNY by default. */
                currency?: string;
                /** @description RFC 3339, or a day in China; 30 days ago by default. */
                from?: string;
                /** @description RFC 3339, or a day in China, which is included; now by default. */
                to?: string;
                /** @description Only lines behind this one; left out for the first page. */
                after?: number;
                /** @description How many lines: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statement"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportStatement: {
        parameters: {
            query?: {
                /** @description `csv` (the default), `xlsx` or `pdf`. */
                format?: string;
                /** @description Of the first line: `zh` (the default) or `en`. */
                language?: string;
                /** @description As for the statement. */
                currency?: string;
                from?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                    "application/pdf": number[];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMerchantOffers: {
        parameters: {
            query?: {
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
                /** @description Words that must all occur in title, brand, SKU code or SKU name. */
                q?: string;
                /** @description `on` (on sale: nothing of a hidden product is) or `off`. */
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_OfferAnswer"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportMerchantOffers: {
        parameters: {
            query?: {
                /** @description `csv` (the default) or `xlsx`. */
                format?: string;
                /** @description Of the first line: `zh` (the default) or `en`. */
                language?: string;
                /** @description As for the list. */
                q?: string;
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    repriceOffers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RepriceOffers"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RepricedOffers"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMerchantOrders: {
        parameters: {
            query?: {
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
                /** @description An order's id or how it begins, the id of a payment or delivery, the buyer's contact, or words of the product. */
                q?: string;
                /** @description `pending`, `fulfilling`, `delivered`, `failed`, `cancelled` or `expired`. */
                state?: string;
                /** @description Placed then or later: RFC 3339, or a day in China such as 2026-11-28. */
                from?: string;
                /** @description Placed before then: RFC 3339, or a day in China, which is included. */
                to?: string;
                /** @description Orders with this product. */
                product?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_MerchantOrder"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportMerchantOrders: {
        parameters: {
            query?: {
                /** @description `csv` (the default) or `xlsx`. */
                format?: string;
                /** @description Of the first line: `zh` (the default) or `en`. */
                language?: string;
                /** @description As for the list. */
                q?: string;
                state?: string;
                from?: string;
                to?: string;
                product?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMerchantOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantOrder"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrderMargin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderMargin"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMerchantOrderMoney: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": null | components["schemas"]["OrderMoney"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addOrderNote: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewNote"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Note"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMerchantReceipt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A file of JSON */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refundMerchantOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOrderRefund"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderRefund"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resendOrderLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Note"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMerchantOrderTimeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPartners: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Partner"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPartner: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The user's id */
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartnerDetails"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putPartner: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The user's id */
                user: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutPartnerAgreement"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartnerDetails"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endPartner: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The user's id */
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nothing is agreed any more */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    freezePartner: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The user's id */
                user: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PartnerReason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartnerDetails"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    liftPartner: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The user's id */
                user: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PartnerReason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartnerDetails"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putPayoutAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPayoutAccount"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutAccount"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putPayoutSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPayoutSchedule"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutSchedule"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dropPayoutSchedule: {
        parameters: {
            query?: {
                /** @description ISO 4217; CNY by default. */
                currency?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPayouts: {
        parameters: {
            query?: {
                /** @description Only those in this state. */
                state?: string;
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Payout"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    requestPayout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPayout"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payout"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    withdrawPayout: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The payout's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payout"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPlan: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanUsage"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPriceChanges: {
        parameters: {
            query?: {
                /** @description `applied`, `held`, `refused`, `blocked` or `superseded`. */
                state?: string;
                /** @description The id of one SKU. */
                sku?: string;
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_PriceChange"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPriceChange: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The change's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceChange"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approvePriceChange: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The change's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceChange"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refusePriceChange: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The change's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceChange"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPriceRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_PriceRule"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createPriceRule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutPriceRule"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceRule"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    previewPriceRule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutPriceRule"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceRulePreview"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPriceRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The rule's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceRule"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putPriceRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The rule's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutPriceRule"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceRule"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deletePriceRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The rule's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPriceStop: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceStop"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stopPrices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StopPrices"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceStop"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumePrices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They go on */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPriceCampaigns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_PriceCampaign"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putPriceCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PriceCampaign"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceCampaign"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deletePriceCampaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The campaign's code */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPriceCoupons: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_PriceCoupon"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putPriceCoupon: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PriceCoupon"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceCoupon"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deletePriceCoupon: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The coupon's code */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    explainPrice: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExplainPrice"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quote"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMemberLevels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_MemberLevel"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putMemberLevel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberLevel"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberLevel"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteMemberLevel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The level's code */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPriceMembers: {
        parameters: {
            query?: {
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_PriceMember"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putPriceMember: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutPriceMember"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceMember"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deletePriceMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The member's id */
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPriceLists: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_PriceList"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putPriceList: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutPriceList"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceList"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deletePriceList: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The list's code */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPriceTiers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_PriceTiers"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putPriceTiers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PriceTiers"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceTiers"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deletePriceTiers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The offer's id */
                offer: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listStaff: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Staff"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    inviteStaff: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewInvitation"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeStaffInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The invitation's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeStaff: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The user's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeStaffDuty: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The user's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDuty"];
            };
        };
        responses: {
            /** @description Changed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getStore: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeStore: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StoreSettings"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getStoreDomain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoreDomain"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    nameStoreDomain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDomain"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnDomain"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dropStoreDomain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    checkStoreDomain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnDomain"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putStoreLogo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "image/jpeg": number[];
                "image/png": number[];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Logo"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeStoreLogo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOffers: {
        parameters: {
            query?: {
                /** @description The code of a category. */
                category?: string;
                merchant?: string;
                /** @description Words that must all occur in title, brand, SKU code or SKU name. */
                q?: string;
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_OfferAnswer"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createOffer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOffer"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedOffer"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOffer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The offer's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfferAnswer"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    checkAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The offer's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAccountCheck"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountCheck"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    switchOfferOff: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The offer's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfferAnswer"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    switchOfferOn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The offer's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfferAnswer"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    repriceOffer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The offer's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPrice"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfferAnswer"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOrders: {
        parameters: {
            query?: {
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_OrderSummary"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    placeOrder: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOrder"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description `true` where the first answer is repeated */
                    "Idempotent-Replayed"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirmOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderMoney"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openDispute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDispute"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeDetails"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrderMoney: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": null | components["schemas"]["OrderMoney"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    payOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPayment"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReceipt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A file of JSON */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listApplications: {
        parameters: {
            query?: {
                /** @description Only those in this state. */
                state?: string;
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_ApplicationLine"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getApplicationToReview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The application's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationToReview"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approveApplication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The application's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApproveApplication"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationToReview"];
                };
            };
            /** @description It waits for a second person */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitsForSecondPerson"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    returnApplication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The application's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReturnApplication"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationToReview"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    takeApplication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The application's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationToReview"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAuthorisations: {
        parameters: {
            query?: {
                /** @description Only those in this state. */
                state?: string;
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Authorisation"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approveAuthorisation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The authorisation's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WithReason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authorisation"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    returnAuthorisation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The authorisation's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WithReason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authorisation"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeAuthorisation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The authorisation's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WithReason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authorisation"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPlatformBrands: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Brand"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createBrand: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBrand"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Brand"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportBrands: {
        parameters: {
            query?: {
                /** @description `csv` (the default) or `xlsx`. */
                format?: string;
                /** @description Of the first line: `zh` (the default) or `en`. */
                language?: string;
                /** @description A part of the name. */
                q?: string;
                /** @description `yes`: those that need an authorisation; `no`: the others. */
                only?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeBrand: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The brand's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBrand"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Brand"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPlatformCategories: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_PlatformCategory"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putPlatformCategory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlatformCategory"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlatformCategory"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCategoryFees: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_CategoryFee"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putCategoryFee: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CategoryFee"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CategoryFee"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listChannelHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_ChannelHealth"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listChannelKinds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_ChannelKind"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    orderChannels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderChannels"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_PaymentChannel"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testChannel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TestChannel"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelTest"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listChannels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_PaymentChannel"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getChannel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The channel's code */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentChannel"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putChannel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description 2 to 32 of a-z, 0-9, '-' and '_', for good */
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutChannel"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentChannel"];
                };
            };
            /** @description It waits for a second person */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitsForSecondPerson"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    switchChannel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The channel's code */
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SwitchChannel"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentChannel"];
                };
            };
            /** @description It waits for a second person */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitsForSecondPerson"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDifferences: {
        parameters: {
            query?: {
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
                /** @description `open` or `settled`. */
                state?: string;
                /** @description The code of a payment channel. */
                channel?: string;
                /** @description `missing_here`, `missing_there`, `amount_differs`, `doubled`, `chargeback`, `chargeback_won` or `refund_failed`. */
                kind?: string;
                /** @description The id of a statement. */
                statement?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_StatementDifference"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    settleDifference: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The difference's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettleDifference"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementDifference"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPlatformDisputeFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The file's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file, to be kept and not shown */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": number[];
                    "image/jpeg": number[];
                    "video/mp4": number[];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDisputeRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeRules"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putDisputeRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutDisputeRules"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeRules"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replayDisputeRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayDisputeRules"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeReplay"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPlatformDisputes: {
        parameters: {
            query?: {
                /** @description `merchant`, `offered`, `platform`, `ruled`, `appealed`, `bank` or `closed`. */
                state?: string;
                /** @description Only open ones, or only closed ones. */
                open?: boolean;
                /** @description Of that order. */
                order?: string;
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeQueue"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPlatformDispute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dispute's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeDetails"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endChargeback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dispute's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChargebackEnd"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dispute"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    writeToDispute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dispute's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DisputeMessage"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeDetails"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPlatformDisputePack: {
        parameters: {
            query?: {
                /** @description `json` (the default), or `pdf`: the timeline and what was said, to be uploaded as a file. */
                format?: string;
            };
            header?: never;
            path: {
                /** @description The dispute's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvidencePack"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ruleDispute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dispute's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DisputeRuling"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeDetails"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    takeDispute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dispute's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputeDetails"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPlatformDiversionPartners: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_DiversionPartnerCases"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tracePlatformKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlatformFoundKeys"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiversionFindings"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPlatformDiversions: {
        parameters: {
            query?: {
                /** @description Only those of this merchant. */
                merchant?: string;
                /** @description `open` or `closed`. */
                state?: string;
                /** @description The id of the user who bought the units. */
                partner?: string;
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_DiversionCase"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openPlatformDiversion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDiversion"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiversionCase"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPlatformDiversion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The case's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiversionDetails"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    closePlatformDiversion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The case's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DiversionEnd"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiversionCase"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    streamPlatformEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["LiveEvent"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPaymentExceptions: {
        parameters: {
            query?: {
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
                /** @description `done`, `refunding`, `refund_failed` or `ask_by_hand`. */
                state?: string;
                /** @description `late`, `underpaid`, `overpaid`, `duplicate`, `wrong_currency` or `sold_out`. */
                kind?: string;
                /** @description The id of an order. */
                order?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_PaymentException"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFirstRun: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FirstRun"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    firstRunKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FirstKeys"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FirstRun"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    firstRunMerchant: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FirstMerchant"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FirstRun"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    firstRunProduct: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewFirstProduct"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FirstRun"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobQueue"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDeadJobs: {
        parameters: {
            query?: {
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
                /** @description Part of the kind, of what it was about, or of its last error. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_DeadJob"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportDeadJobs: {
        parameters: {
            query?: {
                /** @description `csv` (the default) or `xlsx`. */
                format?: string;
                /** @description Of the first line: `zh` (the default) or `en`. */
                language?: string;
                /** @description As for the list. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dropDeadJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobReason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobDone"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retryDeadJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobReason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobDone"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMerchants: {
        parameters: {
            query?: {
                /** @description Part of a name or an id. */
                q?: string;
                /** @description `active`, `suspended` or `closed`. */
                state?: string;
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Merchant"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportMerchants: {
        parameters: {
            query?: {
                /** @description `csv` (the default) or `xlsx`. */
                format?: string;
                /** @description Of the first line: `zh` (the default) or `en`. */
                language?: string;
                /** @description As for the list. */
                q?: string;
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMerchant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The merchant's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantDetail"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    freeBond: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The merchant's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FillBond"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bond"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    closeMerchant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The merchant's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WithReason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantDetail"];
                };
            };
            /** @description It waits for a second person */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitsForSecondPerson"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMoneyOfMerchant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The merchant's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantMoney"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    choosePlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The merchant's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChoosePlan"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantDetail"];
                };
            };
            /** @description It waits for a second person */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitsForSecondPerson"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeMerchant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The merchant's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WithReason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantDetail"];
                };
            };
            /** @description It waits for a second person */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitsForSecondPerson"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    suspendMerchant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The merchant's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WithReason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantDetail"];
                };
            };
            /** @description It waits for a second person */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitsForSecondPerson"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    trustMerchant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The merchant's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrustMerchant"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MerchantDetail"];
                };
            };
            /** @description It waits for a second person */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitsForSecondPerson"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOperators: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Staff"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    inviteOperator: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewInvitation"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            /** @description It waits for a second person */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitsForSecondPerson"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeOperatorInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The invitation's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeOperator: {
        parameters: {
            query?: {
                /** @description One line, up to 300 characters; stands in the trail. Needed where a second person has to agree. */
                reason?: string;
            };
            header?: never;
            path: {
                /** @description The user's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It waits for a second person */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitsForSecondPerson"];
                };
            };
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeOperatorDuty: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The user's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDuty"];
            };
        };
        responses: {
            /** @description It waits for a second person */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitsForSecondPerson"];
                };
            };
            /** @description Changed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPlatformOrders: {
        parameters: {
            query?: {
                /** @description Only those of this merchant. */
                merchant?: string;
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
                /** @description As for a merchant's list. */
                q?: string;
                state?: string;
                from?: string;
                to?: string;
                product?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_PlatformOrder"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportPlatformOrders: {
        parameters: {
            query?: {
                /** @description `csv` (the default) or `xlsx`. */
                format?: string;
                /** @description Of the first line: `zh` (the default) or `en`. */
                language?: string;
                /** @description As for the list. */
                q?: string;
                state?: string;
                from?: string;
                to?: string;
                product?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPlatformOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlatformOrder"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recordChargeback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewChargeback"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dispute"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    freezeOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HoldReason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderMoney"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPlatformOrderMoney: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": null | components["schemas"]["OrderMoney"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPlatformOrderPapers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_OrderPapers"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refundOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOrderRefund"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderRefund"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    thawOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HoldReason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderMoney"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPlatformOrderTimeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The order's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPlatformPayments: {
        parameters: {
            query?: {
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
                /** @description The id of a payment, or of its order or top-up, or how a payment's begins. */
                q?: string;
                /** @description `open`, `paid` or `closed`. */
                state?: string;
                /** @description The code of a payment channel. */
                channel?: string;
                /** @description Opened then or later: RFC 3339, or a day in China such as 2026-11-28. */
                from?: string;
                /** @description Opened before then: RFC 3339, or a day in China, which is included. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_PlatformPayment"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportPlatformPayments: {
        parameters: {
            query?: {
                /** @description `csv` (the default) or `xlsx`. */
                format?: string;
                /** @description Of the first line: `zh` (the default) or `en`. */
                language?: string;
                /** @description As for the list. */
                q?: string;
                state?: string;
                channel?: string;
                from?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportPayoutBatch: {
        parameters: {
            query?: {
                /** @description `csv` (the default) or `xlsx`. */
                format?: string;
                /** @description Of the first line: `zh` (the default) or `en`. */
                language?: string;
            };
            header?: never;
            path: {
                /** @description The batch's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPlatformPayouts: {
        parameters: {
            query?: {
                /** @description Only those in this state. */
                state?: string;
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_PlatformPayout"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    takePayoutResults: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BankResults"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sendPayouts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutBatch"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approvePayout: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The payout's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlatformPayout"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    payoutFailed: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The payout's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PayoutReason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlatformPayout"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    payoutPaid: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The payout's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PayoutReason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlatformPayout"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refusePayout: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The payout's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PayoutReason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlatformPayout"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPlans: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Plan"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putPlan: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPlan"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Plan"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listProposals: {
        parameters: {
            query?: {
                /** @description Only those in this state. */
                state?: string;
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Proposal"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approveProposal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The proposal's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecideProposal"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposal"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    declineProposal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The proposal's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecideProposal"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposal"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    withdrawProposal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The proposal's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecideProposal"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposal"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPlatformRefunds: {
        parameters: {
            query?: {
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
                /** @description `pending`, `succeeded`, `failed`, `ask_by_hand`, `credited` or `charged_back`. */
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_PlatformRefund"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportPlatformRefunds: {
        parameters: {
            query?: {
                /** @description `csv` (the default) or `xlsx`. */
                format?: string;
                /** @description Of the first line: `zh` (the default) or `en`. */
                language?: string;
                /** @description As for the list. */
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decideRefund: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The refund's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefundVerdict"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RefundDecided"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listProductReviews: {
        parameters: {
            query?: {
                /** @description Only those in this state. */
                state?: string;
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_ProductReview"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approveProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The product's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WithReason"];
            };
        };
        responses: {
            /** @description It is shown */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rejectProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The product's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WithReason"];
            };
        };
        responses: {
            /** @description It is not shown */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Setting"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listStatementChannels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_StatementChannel"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fetchStatement: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FetchStatement"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelStatement"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listChannelStatements: {
        parameters: {
            query?: {
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
                /** @description The code of a payment channel. */
                channel?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_ChannelStatement"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    bringStatement: {
        parameters: {
            query: {
                /** @description The code of a payment channel. */
                channel: string;
                /** @description As the file is called; shown in lists. */
                name?: string;
                /**
                 * @description The first and the last day, such as 2026-11-27, by the channel's calendar. Left out: those that the file names, or
                 *     those of its lines.
                 */
                from?: string;
                to?: string;
                /** @description True: nothing is kept, and the answer says what stands in the file. */
                dry_run?: boolean;
                /** @description True: lines that cannot be read are left out. False: with one such line nothing is kept. */
                without_bad_lines?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BroughtStatement"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getChannelStatement: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The statement's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelStatement"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSystem: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["System"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPlatformTopUp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The top-up's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlatformTopUp"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    returnTopUp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The top-up's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TopUpReturn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TopUpReturned"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTrail: {
        parameters: {
            query?: {
                /** @description Words that stand in it. */
                q?: string;
                /** @description The id of a user or API key, or `system`. */
                who?: string;
                /** @description A verb, e.g. `member_invited`. */
                what?: string;
                /** @description The id of what it was done to. */
                subject?: string;
                /** @description Not before this time (RFC 3339). */
                from?: string;
                /** @description Before this time (RFC 3339). */
                to?: string;
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_TrailEntry"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportTrail: {
        parameters: {
            query?: {
                /** @description `csv` (the default) or `xlsx`. */
                format?: string;
                /** @description Of the first line: `zh` (the default) or `en`. */
                language?: string;
                /** @description As for the list. */
                q?: string;
                who?: string;
                what?: string;
                subject?: string;
                from?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    blockUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The user's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description It waits for a second person */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitsForSecondPerson"];
                };
            };
            /** @description Blocked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unblockUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The user's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description It waits for a second person */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitsForSecondPerson"];
                };
            };
            /** @description Let in again */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPrivacyFields: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrivacyFields"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listProducts: {
        parameters: {
            query?: {
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
                /** @description Words that must all occur in title, brand, slug, or the code or name of a SKU. */
                q?: string;
                /** @description `listed`, `hidden`, `in_review` or `rejected`. */
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_ProductSummary"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createProduct: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewProduct"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedProduct"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportProducts: {
        parameters: {
            query?: {
                /** @description `csv` (the default) or `xlsx`. */
                format?: string;
                /** @description Of the first line: `zh` (the default) or `en`. */
                language?: string;
                /** @description As for the list. */
                q?: string;
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importProducts: {
        parameters: {
            query?: {
                /** @description True: nothing is changed, and the answer says what would be. */
                dry_run?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                "text/csv": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductImport"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The product's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    hideProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The product's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The product's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reviseProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The product's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRevision"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedRevision"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    quote: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewQuote"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quote"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LogIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logInByCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LogInByCode"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    askLogInCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskCode"];
            };
        };
        responses: {
            /** @description On its way, if it can be sent there */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logInByPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasskeyProof"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    askForPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyChallenge"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    proveSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Code"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listLogInWays: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogInWays"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSkus: {
        parameters: {
            query?: {
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Sku"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createSku: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSku"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedSku"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSku: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The SKU's id */
                sku: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sku"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSkuCosts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The SKU's id */
                sku: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SkuCosts"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putSkuForm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The SKU's id */
                sku: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountForm"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sku"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putLossLeader: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The SKU's id */
                sku: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutLossLeader"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LossLeader"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteLossLeader: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The SKU's id */
                sku: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is not any more */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMarketPrices: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The SKU's id */
                sku: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MarketPrices"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSkuRoutes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The SKU's id */
                sku: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_SupplyRoute"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putSkuRoute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The SKU's id */
                sku: string;
                /** @description The supplier's id */
                supplier: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutSupplyRoute"];
            };
        };
        responses: {
            /** @description All routes of the SKU */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_SupplyRoute"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSkuRoute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The SKU's id */
                sku: string;
                /** @description The supplier's id */
                supplier: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listBatches: {
        parameters: {
            query?: {
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
                /** @description Part of the supplier, the reference or the id. */
                q?: string;
                /** @description `importing`, `in_stock`, `withdrawn` or `shredded`. */
                state?: string;
                /** @description The id of a SKU. */
                sku?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Batch"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importBatch: {
        parameters: {
            query: {
                /** @description The SKU's id, or your own code for it. */
                sku: string;
                /** @description Who supplied the keys. */
                supplier: string;
                /** @description The contract or invoice. */
                reference?: string;
                /**
                 * @description The contract with the supplier that they come under: its number or name, up to 120 characters. Buyers are told that
                 *     there is one, not which.
                 */
                contract?: string;
                /** @description When it was signed, `2026-01-31`. */
                contract_date?: string;
                /** @description Its scan, one of the documents of your merchant. */
                contract_document?: string;
                /** @description `lines` or `csv`; by default what the Content-Type says. */
                format?: string;
                /** @description What one unit cost, in minor units. */
                cost?: number;
                /** @description Of the cost; CNY by default. */
                currency?: string;
                /** @description Loop secrets only: how many units this import brings. */
                use_limit?: number;
                /**
                 * @description So many canaries are mixed in, 0 to 1000: keys that look like the others, are never sold, and raise an alarm
                 *     wherever they turn up.
                 */
                canaries?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
                "text/plain": string;
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportBatches: {
        parameters: {
            query?: {
                /** @description `csv` (the default) or `xlsx`. */
                format?: string;
                /** @description Of the first line: `zh` (the default) or `en`. */
                language?: string;
                /** @description As for the list. */
                q?: string;
                state?: string;
                sku?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The batch's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    withdrawBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The batch's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Withdrawal"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listStockLevels: {
        parameters: {
            query?: {
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_StockLevel"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getStockRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The SKU's id */
                sku: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockRule"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putStockRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The SKU's id */
                sku: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewStockRule"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockRule"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSupplierClaims: {
        parameters: {
            query?: {
                /** @description Of that order only. */
                order?: string;
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_SupplierClaim"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    claimFromSupplier: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSupplierClaim"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_SupplierClaim"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endSupplierClaim: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndSupplierClaim"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_SupplierClaim"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSupplierDifferences: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
                supplier?: string;
                statement?: string;
                /** @description True: those that wait for somebody (`open`, `disputed`); false: the others. */
                waits?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_SupplierDifference"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decideSupplierDifference: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The difference's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecideSupplierDifference"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupplierDifference"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSupplierStatementTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSuppliers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_Supplier"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connectSupplier: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSupplier"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Supplier"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dryRunSupplier: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DryRunSupplier"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupplierDryRun"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    explainSupplier: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExplainSupplier"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupplierDescriptionFaults"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSupplierKinds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_SupplierKind"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    trySupplier: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrySupplier"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupplierTrial"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSupplier: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The supplier's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Supplier"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putSupplier: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The supplier's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutSupplier"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Supplier"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    askSupplierBalance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The supplier's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AskedBalance"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSupplierProducts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The supplier's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_SupplierProduct"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSupplierDeposits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The supplier's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_SupplierDepositLine"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    bookSupplierDeposit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The supplier's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSupplierDeposit"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BookedSupplierDeposit"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSupplierQuotes: {
        parameters: {
            query?: {
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The supplier's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_SupplierQuote"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pushSupplierQuotes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The supplier's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PushQuotes"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuotesTaken"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSupplierRoutes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The supplier's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_SupplyRoute"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSupplierStatementCalendar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The supplier's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupplierStatementCalendar"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fetchSupplierStatement: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The supplier's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FetchSupplierStatement"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupplierStatement"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSupplierStatements: {
        parameters: {
            query?: {
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The supplier's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_SupplierStatement"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    bringSupplierStatement: {
        parameters: {
            query: {
                /**
                 * @description By the supplier's calendar, and over.
                 * @example 2026-11-27
                 */
                day: string;
                /** @description As the file is called; shown in lists. */
                name?: string;
            };
            header?: never;
            path: {
                /** @description The supplier's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupplierStatement"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    switchSupplier: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The supplier's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SwitchSupplier"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Supplier"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSupplyWeights: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupplyWeights"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putSupplyWeights: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SupplyWeights"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupplyWeights"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replaySupply: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplaySupply"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupplyReplay"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLogConsistency: {
        parameters: {
            query?: {
                /** @description Left out: 0, from which every log grew. */
                first?: number;
                /** @description Left out: all entries that there are. */
                second?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogConsistency"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listLogHeads: {
        parameters: {
            query?: {
                /** @description `next` of the page before; left out for the newest. */
                before?: number;
                /** @description How many: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogHeads"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLogInclusion: {
        parameters: {
            query?: {
                /** @description From 0; left out: the last one. */
                entry?: number;
                /** @description Left out: all entries that there are. */
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogInclusion"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWallet: {
        parameters: {
            query?: {
                /** @description ISO 4217; CNY by default. */
                currency?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Wallet"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWalletEntries: {
        parameters: {
            query?: {
                /** @description ISO 4217; CNY by default. */
                currency?: string;
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_WalletEntry"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTopUps: {
        parameters: {
            query?: {
                /** @description `next` of the page before; left out for the first page. */
                after?: string;
                /** @description How many items: 1 to 100, 30 by default. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List_TopUp"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beginTopUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTopUp"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TopUp"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTopUp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The top-up's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TopUp"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelTopUp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The top-up's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TopUp"];
                };
            };
            /** @description Why it was refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
