use crate::house::{House, buyer, code};
use aftercare::{CaseMedia, Party, Side};

fn png(mark: u8) -> Vec<u8> {
    let chunk = |kind: &[u8], data: &[u8]| {
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        [length.as_slice(), kind, data, &[0; 4]].concat()
    };
    let size = [&8_u32.to_be_bytes()[..], &8_u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let parts = [chunk(b"IHDR", &size), chunk(b"IDAT", &[mark; 3]), chunk(b"IEND", b"")].concat();
    [b"\x89PNG\r\n\x1a\n".as_slice(), &parts].concat()
}

#[tokio::test]
async fn a_picture_lies_sealed_and_both_sides_and_the_platform_see_it() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let order = house.sold(1).await;
        let case = house.opened(&order).await;
        let content = png(7);
        let file = house.care.add_file(case.id, buyer(&order), "截图.png", &content).await.unwrap();
        assert_eq!((file.media, file.side), (CaseMedia::Png, Side::Buyer));
        let again = house.care.add_file(case.id, house.merchant(), "same.png", &content).await.unwrap();
        assert_eq!(again.id, file.id, "the same picture is the same file");
        let sealed = house.blobs.0.lock().unwrap().clone();
        assert_eq!(sealed.len(), 1);
        assert!(!sealed[&file.blob].windows(8).any(|window| window == &content[..8]));
        let arbiter = house.arbiter("a@example.com").await;
        for party in [buyer(&order), house.merchant(), Party::Platform(arbiter)] {
            assert_eq!(house.care.open_file(file.id, party).await.unwrap().1, content);
        }
        let rival = Party::Merchant(kernel::MerchantId(7), "usr_rival");
        assert_eq!(code(house.care.open_file(file.id, rival).await), "no_such_dispute_file");
        assert_eq!(code(house.care.add_file(case.id, rival, "a.png", &png(8)).await), "no_such_dispute");
        // Exchanged where it lies, it is not shown.
        house.blobs.0.lock().unwrap().insert(file.blob.clone(), vec![1; 90]);
        assert_eq!(code(house.care.open_file(file.id, buyer(&order)).await), "file_damaged");
        house.is_clean().await;
    }
}

#[tokio::test]
async fn forged_evidence_is_refused() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let order = house.sold(1).await;
        let case = house.opened(&order).await;
        let add = async |name: &str, content: &[u8]| {
            code(house.care.add_file(case.id, buyer(&order), name, content).await)
        };
        assert_eq!(add("a.png", b"MZ\x90\0 a program").await, "forged_file");
        assert_eq!(add("a.jpg", &png(1)).await, "forged_file");
        assert_eq!(add("a.png", &[png(1), b"<script>".to_vec()].concat()).await, "forged_file");
        assert_eq!(add("\u{202e}gnp.exe", &png(1)).await, "forged_file");
        let large = vec![0; 31 * 1024 * 1024];
        assert_eq!(add("a.png", &large).await, "file_too_large");
        assert!(house.blobs.0.lock().unwrap().is_empty(), "nothing of it was kept");
        for mark in 0..20 {
            house.care.add_file(case.id, buyer(&order), "a.png", &png(mark)).await.unwrap();
        }
        assert_eq!(add("a.png", &png(99)).await, "too_many_files");
        assert_eq!(house.blobs.0.lock().unwrap().len(), 20);
        house.care.withdraw(case.id, buyer(&order)).await.unwrap();
        assert_eq!(add("a.png", &png(99)).await, "wrong_dispute_state");
        house.is_clean().await;
    }
}
