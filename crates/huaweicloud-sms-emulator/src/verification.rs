use http::Request;
use http::header::AUTHORIZATION;

use crate::Error;
use crate::canonical_request::Head;
use crate::secret::Secret;
use crate::signed_call;

/// Verifies a signature of the algorithm SDK-HMAC-SHA256 as the emulator does, for whoever signs with code of their own:
/// over the method, the address, the headers that `SignedHeaders` lists, and the bytes of the body, whatever they are.
///
/// It knows no time, no lock and no project: of those the [`Emulator`](crate::Emulator) knows.
///
/// ```
/// use http::Request;
/// use huaweicloud_sms_emulator::verify_signature;
///
/// let request = Request::get("/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs?limit=2")
///     .header("Host", "service.region.example.com")
///     .header("X-Sdk-Date", "20191115T033655Z")
///     .header("Authorization", "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date, Signature=00")
///     .body("")?;
/// let error = verify_signature(&request, "AK", "SK").unwrap_err();
/// assert!(error.to_string().contains("the signature is wrong"));
/// # Ok::<(), http::Error>(())
/// ```
///
/// # Errors
///
/// The request is not signed, or not with this key, or was changed afterwards. The text says which, and for a wrong
/// signature what the SHA-256 of the canonical request is.
pub fn verify_signature<B: AsRef<[u8]>>(
    request: &Request<B>,
    access_key: &str,
    secret_key: &str,
) -> Result<(), Error> {
    let head = Head {
        method: request.method(),
        uri: request.uri(),
        headers: request.headers(),
    };
    let secret_key = Secret::new(secret_key);
    let body = request.body().as_ref();
    signed_call::verify(head, body, &AUTHORIZATION, access_key, &secret_key)
        .map_err(|refusal| Error::new(refusal.message))
}
