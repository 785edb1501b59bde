//! The part of IAM, the identity service, that issues tokens for a password and lists the projects of a caller.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use axum::Json;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::body::{MAX_BODY, Received};
use crate::clock::rfc3339;
use crate::gate::Gate;
use crate::headers::the_only;
use crate::identity::Identity;
use crate::issued_tokens::Issued;
use crate::media_type;
use crate::refusal::Refusal;

/// Where tokens are issued.
pub(crate) const TOKENS_PATH: &str = "/v3/auth/tokens";

/// Where callers see their projects.
pub(crate) const PROJECTS_PATH: &str = "/v3/auth/projects";

const JSON: &str = "application/json";

/// IAM. It knows one user, and one project.
#[derive(Debug)]
pub(crate) struct Iam {
    token_lifetime: Duration,
    /// Accounts have a project for each region, which has the region's name. Here it is the same one.
    regions: Vec<String>,
    available: AtomicBool,
}

/// A request that is refused.
struct Refused {
    status: StatusCode,
    message: String,
}

impl Refused {
    fn malformed(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            message: message.into(),
        }
    }

    fn unauthorised(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            message: message.into(),
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let body = json!({"error": {
            "code": self.status.as_u16(),
            "message": self.message,
            "title": self.status.canonical_reason().unwrap_or_default(),
        }});
        (self.status, Json(body)).into_response()
    }
}

impl Iam {
    pub(crate) fn new(token_lifetime: Duration, regions: Vec<String>) -> Self {
        Self {
            token_lifetime,
            regions,
            available: AtomicBool::new(true),
        }
    }

    pub(crate) fn set_available(&self, available: bool) {
        self.available.store(available, Ordering::Relaxed);
    }

    /// Answers a request for a token.
    pub(crate) fn answer(
        &self,
        head: &Parts,
        body: &Received,
        gate: &Gate,
        now: SystemTime,
    ) -> Response {
        let project_name = match self.check(head, body, gate.identity()) {
            Ok(project_name) => project_name,
            Err(refused) => return refused.into_response(),
        };
        let issued = gate.issue_token(now, self.token_lifetime);
        let headers = [("X-Subject-Token", issued.token.as_str().to_owned())];
        let body = describe(&issued, gate.identity(), &project_name, now);
        (StatusCode::CREATED, headers, Json(body)).into_response()
    }

    /// Answers a request for the projects of a caller, whom `admit` lets in or refuses.
    pub(crate) fn answer_projects(
        &self,
        method: &Method,
        admit: impl FnOnce() -> Result<(), Refusal>,
        identity: &Identity,
    ) -> Response {
        let admitted = self
            .check_served(method, &Method::GET)
            .and_then(|()| admit().map_err(|refusal| Refused::unauthorised(refusal.message)));
        match admitted {
            Ok(()) => {
                let project = json!({
                    "id": identity.project_id,
                    "name": identity.project_name(),
                    "enabled": true,
                });
                Json(json!({"projects": [project]})).into_response()
            }
            Err(refused) => refused.into_response(),
        }
    }

    /// Refuses everything while IAM is off, and a method that a path does not serve.
    fn check_served(&self, used: &Method, served: &Method) -> Result<(), Refused> {
        if !self.available.load(Ordering::Relaxed) {
            return Err(Refused {
                status: StatusCode::SERVICE_UNAVAILABLE,
                message: "iam is switched off, as the emulator was told; switch it on".to_owned(),
            });
        }
        if used != served {
            return Err(Refused {
                status: StatusCode::METHOD_NOT_ALLOWED,
                message: format!("this path does not serve {used}; use {served}"),
            });
        }
        Ok(())
    }

    /// Checks a request for a token. Returns the name of the project that it is for.
    fn check(&self, head: &Parts, body: &Received, identity: &Identity) -> Result<String, Refused> {
        self.check_served(&head.method, &Method::POST)?;
        let content_type = the_only(&head.headers, CONTENT_TYPE.as_str());
        if !content_type.is_some_and(|sent| media_type::is(sent, JSON)) {
            return Err(Refused::malformed(format!(
                "the content type of the request is not {JSON}; send {JSON}"
            )));
        }
        let body = parse(body)?;
        check_methods(&body)?;
        check_user(&body, identity)?;
        self.check_scope(&body, identity)
    }

    fn check_scope(&self, body: &Value, identity: &Identity) -> Result<String, Refused> {
        let pointer = "/auth/scope/project";
        let project = body.pointer(pointer).unwrap_or(&Value::Null);
        let (id, name) = (project.get("id"), project.get("name"));
        let is_named = id.or(name).is_some();
        if !is_named || !id.iter().chain(&name).all(|value| value.is_string()) {
            return Err(Refused::malformed(format!(
                "{pointer} has no `id` or `name` that is a string; name the project"
            )));
        }
        let (id, name) = (id.and_then(Value::as_str), name.and_then(Value::as_str));
        let own = identity.project_name();
        let is_own = |name: &str| name == own || self.regions.iter().any(|region| region == name);
        if id.is_some_and(|id| id != identity.project_id) || !name.is_none_or(is_own) {
            return Err(Refused::unauthorised(
                "the user has no project of this id or name; send the emulator's",
            ));
        }
        Ok(name.unwrap_or(own).to_owned())
    }
}

fn parse(body: &Received) -> Result<Value, Refused> {
    match body {
        Received::Whole(bytes) => serde_json::from_slice(bytes)
            .map_err(|cause| Refused::malformed(format!("the body is no json: {cause}"))),
        Received::TooLarge => Err(Refused {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            message: format!("the body is larger than {MAX_BODY} bytes; send a smaller one"),
        }),
        Received::Broken => Err(Refused::malformed(
            "the body broke off or was framed wrongly; send it whole",
        )),
    }
}

fn check_methods(body: &Value) -> Result<(), Refused> {
    let pointer = "/auth/identity/methods";
    if body.pointer(pointer) == Some(&json!(["password"])) {
        return Ok(());
    }
    Err(Refused::malformed(format!(
        "{pointer} is not [\"password\"], the only method the emulator knows; send that"
    )))
}

fn check_user(body: &Value, identity: &Identity) -> Result<(), Refused> {
    let text = |field: &str| {
        let pointer = format!("/auth/identity/password/user/{field}");
        let value = body.pointer(&pointer).and_then(Value::as_str);
        value.ok_or_else(|| Refused::malformed(format!("{pointer} is no string; send one")))
    };
    let (user, password, domain) = (text("name")?, text("password")?, text("domain/name")?);
    if (user, password, domain)
        != (
            identity.user.as_str(),
            identity.password.as_str(),
            identity.domain.as_str(),
        )
    {
        // It does not say which: no service that is meant to be safe would.
        return Err(Refused::unauthorised(
            "the user name, the password or the domain name is wrong; send the emulator's",
        ));
    }
    Ok(())
}

/// The body that comes with a token.
fn describe(issued: &Issued, identity: &Identity, project_name: &str, now: SystemTime) -> Value {
    let domain = json!({"name": identity.domain});
    json!({"token": {
        "methods": ["password"],
        "issued_at": rfc3339(now),
        "expires_at": rfc3339(issued.expires_at),
        "user": {"name": identity.user, "domain": domain},
        "project": {"id": identity.project_id, "name": project_name, "domain": domain},
        "catalog": [],
    }})
}
