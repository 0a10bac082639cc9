// Made by `make console-types` from the server's own document. Not to be edited.
export interface paths {
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
    "/v1/merchant/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your offers, newest first, also those that are off. */
        get: operations["listMerchantOffers"];
        put?: never;
        post?: never;
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
        /** The orders of your customers, newest first. */
        get: operations["listMerchantOrders"];
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
        /** One offer, on sale or not. */
        get: operations["getOffer"];
        put?: never;
        post?: never;
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
         *     address to pay at, until it expires.
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
    "/v1/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your products, newest first, hidden ones too. */
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
        /** Create a SKU of a product. */
        post: operations["createSku"];
        delete?: never;
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
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Something that needs your eyes. */
        Alarm: {
            at: string;
            detail: Record<string, never>;
            /** @example alm_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            /**
             * @description `reveals_fast`, `reveals_exceed_sales`, `link_reused`, `canary_opened`, `canary_offered` or `canary_reported`.
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
        /** @description A batch of keys: where it came from and what became of it. Never the keys. */
        Batch: {
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
        };
        CreatedRevision: {
            id: string;
            /** Format: int64 */
            revision: number;
        };
        CreatedSku: {
            id: string;
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
        /** @description What is wrong with one field. */
        FieldProblem: {
            detail: string;
            /**
             * @description A JSON pointer (RFC 6901) into the request's body.
             * @example /lines/0/quantity
             */
            pointer: string;
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
        Links: {
            items: components["schemas"]["Link"][];
        };
        /** @description One page of a list. */
        List_Alarm: {
            items: {
                at: string;
                detail: Record<string, never>;
                /** @example alm_01kb9w4xq2f3v8s7m6n5p4r3t2 */
                id: string;
                /**
                 * @description `reveals_fast`, `reveals_exceed_sales`, `link_reused`, `canary_opened`, `canary_offered` or `canary_reported`.
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
        List_Batch: {
            items: {
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
        List_MerchantOrder: {
            items: (components["schemas"]["OrderSummary"] & {
                closed_at?: string | null;
                /** @description What the platform keeps. */
                fee: components["schemas"]["Amount"];
                /** @description `store` or `api`. */
                origin: string;
                paid_at?: string | null;
                /** @description `wallet`, or the code of a payment channel. */
                pay: string;
            })[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_OfferAnswer: {
            items: {
                brand: components["schemas"]["Text"];
                category: string;
                /** @example off_01kb9w4xq2f3v8s7m6n5p4r3t2 */
                id: string;
                /**
                 * @description `one_time`: each key is sold once. `loop`: one secret with a limit of uses.
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
                 * @description Units that can be bought now; at most a second old.
                 */
                stock: number;
                summary: components["schemas"]["Text"];
                title: components["schemas"]["Text"];
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
                /** @example ord_01kb9w4xq2f3v8s7m6n5p4r3t2 */
                id: string;
                lines: components["schemas"]["OrderLine"][];
                /** @description What was given when it was placed. */
                metadata?: Record<string, never> | null;
                /**
                 * @description `pending`, `delivered`, `cancelled` or `expired`.
                 * @example delivered
                 */
                state: string;
                total: components["schemas"]["Amount"];
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_ProductSummary: {
            items: {
                brand: components["schemas"]["Text"];
                category: string;
                created_at: string;
                id: string;
                picture: string;
                /** Format: int64 */
                revision: number;
                slug: string;
                /**
                 * @description `listed` or `hidden`.
                 * @example listed
                 */
                state: string;
                title: components["schemas"]["Text"];
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        List_Sku: {
            items: {
                code: string;
                created_at: string;
                id: string;
                /** @example one_time */
                kind: string;
                name: components["schemas"]["Text"];
                product: string;
                /**
                 * Format: int64
                 * @description Units that can be bought now.
                 */
                stock: number;
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
                /** @description The order it belongs to, or the name of the deposit. */
                reference: string;
            }[];
            /** @description The cursor of the following page; null on the last one. */
            next?: string | null;
        };
        /** @description An order as its merchant sees it: never a key. */
        MerchantOrder: components["schemas"]["OrderSummary"] & {
            closed_at?: string | null;
            /** @description What the platform keeps. */
            fee: components["schemas"]["Amount"];
            /** @description `store` or `api`. */
            origin: string;
            paid_at?: string | null;
            /** @description `wallet`, or the code of a payment channel. */
            pay: string;
        };
        /** @description A link to be made. */
        NewLink: {
            /**
             * Format: int64
             * @description How long it can be opened, in seconds: 60 to 2,592,000 (30 days); a day by default.
             */
            expires_in?: number | null;
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
            /** @description E-mail address or telephone number of the one who gets the goods. */
            contact?: string | null;
            /** @description 1 to 50 lines of one merchant and currency. */
            lines: components["schemas"]["NewOrderLine"][];
            /** @description An object of your own, given back as it came: at most 4,096 bytes. */
            metadata?: Record<string, never> | null;
            /**
             * @description `wallet`, or the code of a payment channel.
             * @example wallet
             */
            pay: string;
            /** @description Show the keys in the answer, where it is paid at once. It counts as the reveal. */
            reveal?: boolean;
        };
        NewOrderLine: {
            offer: string;
            /** Format: int64 */
            quantity: number;
        };
        /** @description A new price. */
        NewPrice: {
            /** @description The price that you saw; refused where it was changed meanwhile. */
            from: components["schemas"]["Amount"];
            list_price?: null | components["schemas"]["Amount"];
            /** @description Of the same currency. */
            price: components["schemas"]["Amount"];
        };
        /** @description A product to be created; it is listed at once. */
        NewProduct: {
            brand?: components["schemas"]["Text"];
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
        /** @description What the product shall say from now on: the whole of it. */
        NewRevision: {
            /**
             * Format: int64
             * @description The revision that you looked at; refused where it is not the newest any more.
             */
            based_on: number;
            brand?: components["schemas"]["Text"];
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
            /**
             * @description `one_time` (by default): each key is sold once. `loop`: one secret with a limit of uses.
             * @example one_time
             */
            kind?: string | null;
            /** @description One line, up to 60 characters. */
            name: components["schemas"]["Text"];
            product: string;
        };
        /** @description Something on sale at a price. */
        OfferAnswer: {
            brand: components["schemas"]["Text"];
            category: string;
            /** @example off_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            /**
             * @description `one_time`: each key is sold once. `loop`: one secret with a limit of uses.
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
             * @description Units that can be bought now; at most a second old.
             */
            stock: number;
            summary: components["schemas"]["Text"];
            title: components["schemas"]["Text"];
        };
        /** @description A link to be opened. */
        OpenLink: {
            token: string;
        };
        /** @description An order with everything that belongs to it. */
        Order: components["schemas"]["OrderSummary"] & {
            deliveries: components["schemas"]["Delivery"][];
            payment?: null | components["schemas"]["Payment"];
        };
        OrderLine: {
            offer: string;
            /** Format: int64 */
            quantity: number;
            sku: string;
            unit_price: components["schemas"]["Amount"];
        };
        /** @description An order as a list shows it. */
        OrderSummary: {
            created_at: string;
            /** @description Until when an unpaid order keeps its goods. */
            expires_at: string;
            /** @example ord_01kb9w4xq2f3v8s7m6n5p4r3t2 */
            id: string;
            lines: components["schemas"]["OrderLine"][];
            /** @description What was given when it was placed. */
            metadata?: Record<string, never> | null;
            /**
             * @description `pending`, `delivered`, `cancelled` or `expired`.
             * @example delivered
             */
            state: string;
            total: components["schemas"]["Amount"];
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
        /** @description As it is written out. */
        Problem: {
            /**
             * @description Stable, for programs.
             * @example sold_out
             */
            code: string;
            detail: string;
            errors?: components["schemas"]["FieldProblem"][];
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
        };
        /** @description A product with its words of now. */
        Product: {
            brand: components["schemas"]["Text"];
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
             * @description `listed` or `hidden`.
             * @example listed
             */
            state: string;
            summary: components["schemas"]["Text"];
            terms: components["schemas"]["Text"];
            title: components["schemas"]["Text"];
        };
        /** @description A line of your own list. */
        ProductSummary: {
            brand: components["schemas"]["Text"];
            category: string;
            created_at: string;
            id: string;
            picture: string;
            /** Format: int64 */
            revision: number;
            slug: string;
            /**
             * @description `listed` or `hidden`.
             * @example listed
             */
            state: string;
            title: components["schemas"]["Text"];
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
        /** @description What is stocked. */
        Sku: {
            code: string;
            created_at: string;
            id: string;
            /** @example one_time */
            kind: string;
            name: components["schemas"]["Text"];
            product: string;
            /**
             * Format: int64
             * @description Units that can be bought now.
             */
            stock: number;
        };
        /** @description A text in Chinese and English; one of them may be empty. */
        Text: {
            /** @default  */
            en: string;
            /** @default  */
            zh: string;
        };
        /** @description What can be spent. */
        Wallet: {
            available: components["schemas"]["Amount"];
        };
        /** @description One movement of the wallet. */
        WalletEntry: {
            /** @description Below zero: it was spent. */
            amount: components["schemas"]["Amount"];
            at: string;
            /** @description What the wallet held after it. */
            balance: components["schemas"]["Amount"];
            /** @description The order it belongs to, or the name of the deposit. */
            reference: string;
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
    listMerchantOffers: {
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
    listMerchantOrders: {
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
    listProducts: {
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
    listBatches: {
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
}
