//! The answers that the standards give.

#![allow(clippy::unwrap_used)]

use crate::{
    Mac, NONCE, Sha256, TAG, mac, open, open_for, open_in_place, public_key, seal, seal_for, seal_in_place,
    sha256, sign, verify,
};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes that count up from there.
fn from<const N: usize>(first: u8) -> [u8; N] {
    std::array::from_fn(|at| first + u8::try_from(at).unwrap())
}

/// draft-irtf-cfrg-xchacha-03, A.3.1.
#[test]
fn the_message_of_the_draft_is_sealed_as_there() {
    let (key, nonce) = (from::<32>(0x80), from::<NONCE>(0x40));
    let context = [0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7];
    let plain =
        b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, \
        sunscreen would be it.";
    let sealed = seal(&key, &nonce, &context, plain).unwrap();
    let expected = concat!(
        "404142434445464748494a4b4c4d4e4f5051525354555657",
        "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb",
        "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452",
        "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9",
        "21f9664c97637da9768812f615c68b13b52e",
        "c0875924c1c7987947deafd8780acf49",
    );
    assert_eq!(hex(&sealed), expected);
    assert_eq!(open(&key, &context, &sealed).unwrap(), plain);
}

#[test]
fn a_message_opens_unchanged_only_with_its_key_and_in_its_context() {
    let (key, nonce) = (from::<32>(1), from::<NONCE>(9));
    let messages: [&[u8]; 4] = [b"", b"a", &[7; 64], &[7; 1_000]];
    for plain in messages {
        let sealed = seal(&key, &nonce, b"here", plain).unwrap();
        assert_eq!(sealed.len(), NONCE + plain.len() + TAG);
        assert_eq!(open(&key, b"here", &sealed).unwrap(), plain);
        assert!(open(&key, b"there", &sealed).is_none() && open(&from(2), b"here", &sealed).is_none());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            *changed.get_mut(at).unwrap() ^= 1;
            assert!(open(&key, b"here", &changed).is_none(), "{at}");
            assert!(open(&key, b"here", sealed.get(..at).unwrap()).is_none(), "{at}");
        }
    }
}

#[test]
fn where_it_stands_it_is_the_same() {
    let (key, nonce) = (from::<32>(1), from::<NONCE>(9));
    let mut message = *b"a message";
    let tag = seal_in_place(&key, &nonce, b"here", &mut message).unwrap();
    let sealed = [nonce.as_slice(), &message, &tag].concat();
    assert_eq!(sealed, seal(&key, &nonce, b"here", b"a message").unwrap());
    let enciphered = message;
    assert!(!open_in_place(&key, &nonce, b"there", &mut message, &tag));
    assert_eq!(message, enciphered, "what does not open stays as it was");
    assert!(open_in_place(&key, &nonce, b"here", &mut message, &tag));
    assert_eq!(&message, b"a message");
}

/// What is stored was sealed so: by a key that is the MAC of its purpose.
#[test]
fn each_purpose_has_its_key() {
    let (key, nonce) = (from::<32>(1), from::<NONCE>(9));
    let stored = seal(&mac(&key, &[b"letters"]), &nonce, b"here", b"a message").unwrap();
    assert_eq!(seal_for(&key, "letters", &nonce, b"here", b"a message").unwrap(), stored);
    assert_eq!(open_for(&key, "letters", b"here", &stored).unwrap(), b"a message");
    assert!(open_for(&key, "parcels", b"here", &stored).is_none());
    assert!(open_for(&key, "letters", b"there", &stored).is_none());
    assert!(open_for(&from(2), "letters", b"here", &stored).is_none());
}

/// RFC 4231: cases 1, 2, 3 and 6, the last of them with a key that is longer than a block.
#[test]
fn macs_are_those_of_the_standard() {
    let cases: [(&[u8], &[u8], &str); 4] = [
        (&[0x0b; 20], b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (
            b"Jefe",
            b"what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        (&[0xaa; 20], &[0xdd; 50], "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        (
            &[0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
    ];
    for (key, text, expected) in cases {
        let (first, second) = text.split_at(text.len() / 2);
        assert_eq!(hex(&mac(key, &[text])), expected);
        assert_eq!(hex(&mac(key, &[first, b"", second])), expected);
        let prepared = Mac::new(key);
        for _ in 0..2 {
            let mut mac = prepared.clone();
            mac.update(first);
            mac.update(second);
            assert_eq!(hex(&mac.finish()), expected);
        }
    }
}

/// FIPS 180: one block, two blocks, many; and nothing.
#[test]
fn hashes_are_those_of_the_standard() {
    let million = vec![b'a'; 1_000_000];
    let cases: [(&[u8], &str); 4] = [
        (b"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (b"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        ),
        (&million, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ];
    for (text, expected) in cases {
        let (first, second) = text.split_at(text.len() / 2);
        assert_eq!(hex(&sha256(&[text])), expected);
        assert_eq!(hex(&sha256(&[first, b"", second])), expected);
        let (mut plain, mut begun) = (Sha256::default(), Sha256::new_with_prefix(first));
        plain.update(first);
        begun.update(second);
        let mut other = plain.clone();
        other.update(second);
        assert_eq!([hex(&begun.finish()), hex(&other.finish())], [expected, expected]);
        assert_eq!(plain.finish(), sha256(&[first]));
    }
    assert_eq!(sha256(&[]), Sha256::new().finish());
}

fn bytes<const N: usize>(hex: &str) -> [u8; N] {
    std::array::from_fn(|at| u8::from_str_radix(hex.get(2 * at..2 * at + 2).unwrap(), 16).unwrap())
}

/// RFC 8032, 7.1: TEST 1 and TEST 2.
#[test]
fn signatures_are_those_of_the_standard() {
    let cases: [(&str, &str, &[u8], &str); 2] = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            b"",
            concat!(
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155",
                "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
            ),
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            &[0x72],
            concat!(
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da",
                "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
            ),
        ),
    ];
    for (seed, public, message, signature) in cases {
        let seed = bytes::<32>(seed);
        let (public, signature) = (bytes::<32>(public), bytes::<64>(signature));
        assert_eq!(public_key(&seed), Some(public));
        assert_eq!(sign(&seed, message), Some(signature));
        assert!(verify(&public, message, &signature));
        for bit in 0..512 {
            let mut changed = signature;
            *changed.get_mut(bit / 8).unwrap() ^= 1 << (bit % 8);
            assert!(!verify(&public, message, &changed), "{bit}");
        }
        assert!(!verify(&public, b"another message", &signature));
    }
}
