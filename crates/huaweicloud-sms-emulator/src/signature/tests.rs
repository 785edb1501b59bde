//! The public test vectors, and what becomes of them with one thing changed.

use axum::http::Request;

use super::*;

/// A request whose signature is public.
#[derive(Clone)]
struct Vector {
    access_key: &'static str,
    secret_key: String,
    method: &'static str,
    uri: String,
    date: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    signed_headers: &'static str,
    signature: String,
}

impl Vector {
    fn verdict(&self) -> Verdict {
        let mut request = Request::builder().method(self.method).uri(&self.uri);
        request = request.header(DATE_HEADER, &self.date);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let (head, ()) = request.body(()).unwrap().into_parts();
        let header = format!(
            "SDK-HMAC-SHA256 Access={}, SignedHeaders={}, Signature={}",
            self.access_key, self.signed_headers, self.signature
        );
        let signature = Signature::parse(&header).unwrap();
        assert_eq!(signature.access_key, self.access_key);
        assert!(signature.headers_are_in_order());
        let secret_key = Secret::new(&self.secret_key);
        signature.verify((&head).into(), &self.date, &self.body, &secret_key)
    }

    #[track_caller]
    fn assert_right(&self) {
        assert_eq!(self.verdict(), Verdict::Right);
    }

    #[track_caller]
    fn assert_wrong(&self) {
        assert!(matches!(self.verdict(), Verdict::Wrong { .. }));
    }
}

const VPCS: &str = "https://service.region.example.com/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs\
    ?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0";

fn vectors() -> [Vector; 4] {
    let guide = Vector {
        access_key: "QTWAOYTTINDUT2QVKYUC",
        secret_key: "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc".to_owned(),
        method: "GET",
        uri: VPCS.to_owned(),
        date: "20191115T033655Z".to_owned(),
        headers: vec![
            ("content-type", "application/json".to_owned()),
            ("host", "service.region.example.com".to_owned()),
        ],
        body: Vec::new(),
        signed_headers: "content-type;host;x-sdk-date",
        signature: "7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe".to_owned(),
    };
    let without_content_type = Vector {
        headers: vec![("host", "service.region.example.com".to_owned())],
        signed_headers: "host;x-sdk-date",
        signature: "faafba090046ef84c81ca330e77576d8746733ddfcf0317aaeb59cff50da39a7".to_owned(),
        ..guide.clone()
    };
    let get = Vector {
        access_key: "AccessKey",
        secret_key: "SecretKey".to_owned(),
        method: "GET",
        uri: "/path?limit=1".to_owned(),
        date: "20060102T150405Z".to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
        signed_headers: "x-sdk-date",
        signature: "5a2ce64c865e0e6046321c6f3d5a77ba8413eeaf355c3166c03d58d02ac79624".to_owned(),
    };
    let post = Vector {
        method: "POST",
        uri: "/path?key=value".to_owned(),
        body: b"{\"Name\":\"test\",\"Id\":1}\n".to_vec(),
        signature: "cecc2af119b18ab70b4d094c0750f3b42c02f254903179a0fc2cc72fc9db4f59".to_owned(),
        ..get.clone()
    };
    [guide, without_content_type, get, post]
}

/// The texts that differ from this one in the lowest bit of one byte.
fn with_one_bit_changed(text: &str) -> impl Iterator<Item = String> {
    (0..text.len()).map(move |at| {
        let mut bytes = text.as_bytes().to_vec();
        bytes[at] ^= 1;
        String::from_utf8(bytes).unwrap()
    })
}

#[test]
fn the_public_vectors_verify() {
    for vector in vectors() {
        vector.assert_right();
    }
}

#[test]
fn a_signature_with_one_bit_changed_does_not_verify() {
    for vector in vectors() {
        let bits = hex::decode(&vector.signature).unwrap();
        for bit in 0..bits.len() * 8 {
            let mut changed = bits.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let signature = hex::encode(changed);
            Vector {
                signature,
                ..vector.clone()
            }
            .assert_wrong();
        }
    }
}

#[test]
fn a_cut_or_lengthened_signature_does_not_verify() {
    for vector in vectors() {
        for signature in [
            vector.signature[..62].to_owned(),
            vector.signature[..63].to_owned(),
            format!("{}00", vector.signature),
            vector.signature.replace(|_: char| true, "z"),
        ] {
            Vector {
                signature,
                ..vector.clone()
            }
            .assert_wrong();
        }
    }
}

#[test]
fn a_secret_key_with_one_bit_changed_does_not_verify() {
    for vector in vectors() {
        for secret_key in with_one_bit_changed(&vector.secret_key) {
            Vector {
                secret_key,
                ..vector.clone()
            }
            .assert_wrong();
        }
    }
}

#[test]
fn a_request_with_one_bit_changed_does_not_verify() {
    for vector in vectors() {
        let method = if vector.method == "GET" {
            "POST"
        } else {
            "GET"
        };
        Vector {
            method,
            ..vector.clone()
        }
        .assert_wrong();

        for date in with_one_bit_changed(&vector.date) {
            Vector {
                date,
                ..vector.clone()
            }
            .assert_wrong();
        }
        for body in [b" ".to_vec(), [&vector.body[..], b"\0"].concat()] {
            Vector {
                body,
                ..vector.clone()
            }
            .assert_wrong();
        }
        for at in 0..vector.body.len() {
            let mut changed = vector.clone();
            changed.body[at] ^= 1;
            changed.assert_wrong();
        }
        for at in 0..vector.headers.len() {
            for value in with_one_bit_changed(&vector.headers[at].1) {
                let mut changed = vector.clone();
                changed.headers[at].1 = value;
                changed.assert_wrong();
            }
        }
    }
}

#[test]
fn an_address_with_one_character_changed_does_not_verify() {
    for vector in vectors() {
        let path_at = vector.uri.find("/v1/").unwrap_or(0);
        let letters = vector.uri.char_indices().skip(path_at);
        for (at, letter) in letters.filter(|(_, letter)| letter.is_ascii_alphanumeric()) {
            let mut uri = vector.uri.clone();
            let other = if letter == 'x' { "y" } else { "x" };
            uri.replace_range(at..=at, other);
            Vector {
                uri,
                ..vector.clone()
            }
            .assert_wrong();
        }
    }
}

#[test]
fn only_the_listed_headers_matter() {
    for vector in vectors() {
        let mut more = vector.clone();
        more.headers
            .push(("x-other", "added on the way".to_owned()));
        more.assert_right();
    }
    let [guide, ..] = vectors();
    let signed_headers = "host;x-sdk-date";
    Vector {
        signed_headers,
        ..guide
    }
    .assert_wrong();
}

#[test]
fn the_order_of_the_query_and_the_spelling_of_the_address_do_not_matter() {
    let [guide, _, get, _] = vectors();
    let (path, query) = guide.uri.split_once('?').unwrap();
    let (limit, marker) = query.split_once('&').unwrap();
    let uri = format!("{path}/?{marker}&{limit}");
    Vector {
        uri,
        ..guide.clone()
    }
    .assert_right();
    let uri = "/%70ath?limi%74=%31".to_owned();
    Vector { uri, ..get }.assert_right();
}

#[test]
fn a_broken_escape_has_no_signature() {
    let [.., get, _] = vectors();
    for uri in ["/path%?limit=1", "/path?limit=%1"] {
        let uri = uri.to_owned();
        assert_eq!(Vector { uri, ..get.clone() }.verdict(), Verdict::Unreadable);
    }
}

#[test]
fn a_header_of_another_form_is_no_signature() {
    let right = "SDK-HMAC-SHA256 Access=a, SignedHeaders=b;x-sdk-date, Signature=00";
    assert!(Signature::parse(right).is_some());
    assert!(Signature::parse(&right.replace(", ", ",")).is_some());
    for header in [
        "",
        "SDK-HMAC-SHA256",
        "Bearer a",
        "SDK-HMAC-SHA512 Access=a, SignedHeaders=b, Signature=00",
        "SDK-HMAC-SHA256Access=a, SignedHeaders=b, Signature=00",
        "sdk-hmac-sha256 Access=a, SignedHeaders=b, Signature=00",
        "SDK-HMAC-SHA256 Access=, SignedHeaders=b, Signature=00",
        "SDK-HMAC-SHA256 Access=a, SignedHeaders=, Signature=00",
        "SDK-HMAC-SHA256 Access=a, SignedHeaders=b, Signature=",
        "SDK-HMAC-SHA256 Access=a, SignedHeaders=b",
        "SDK-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=00",
        "SDK-HMAC-SHA256 SignedHeaders=b, Access=a, Signature=00",
        "SDK-HMAC-SHA256 Access=a, SignedHeaders=b, Signature=00, More=c",
        "SDK-HMAC-SHA256 Access=a, SignedHeaders=b, Signature=00,",
    ] {
        assert_eq!(Signature::parse(header), None, "{header}");
    }
}

#[test]
fn the_list_of_headers_is_lower_case_and_sorted_and_names_each_once() {
    for (list, in_order) in [
        ("x-sdk-date", true),
        ("content-type;host;x-sdk-date", true),
        ("host;content-type;x-sdk-date", false),
        ("Host;x-sdk-date", false),
        ("host;host;x-sdk-date", false),
        ("host;;x-sdk-date", false),
        (";x-sdk-date", false),
    ] {
        let header = format!("SDK-HMAC-SHA256 Access=a, SignedHeaders={list}, Signature=00");
        let signature = Signature::parse(&header).unwrap();
        assert_eq!(signature.headers_are_in_order(), in_order, "{list}");
    }
}
