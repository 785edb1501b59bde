#[allow(unused_imports)]
pub use progenitor_client::{ByteStream, ClientInfo, Error, ResponseValue};
#[allow(unused_imports)]
use progenitor_client::{encode_path, ClientHooks, OperationInfo, RequestBuilderExt};
/// Types used as operation parameters and responses.
#[allow(clippy::all)]
pub mod types {
    /**Why a request was refused or failed.

Limits bind what is sent and never what is accepted, and the editions of the page disagree on them, so the
page's limits are kept as documented values only. Any field may be missing.*/
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default)]
    pub struct ApiError {
        ///The errors behind this one.
        #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
        pub details: ::std::vec::Vec<ApiErrorDetail>,
        ///The encrypted reason why permission was denied.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub encoded_authorization_message: ::std::option::Option<::std::string::String>,
        ///The error code, such as SMS.9004.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub error_code: ::std::option::Option<::std::string::String>,
        ///What went wrong, in the words of the service.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub error_msg: ::std::option::Option<::std::string::String>,
        ///The invalid parameters.
        #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
        pub error_param: ::std::vec::Vec<::std::string::String>,
    }
    /**One error behind a refusal or failure.

As everywhere in answers, the page's limits are kept as documented values only. Any field may be missing.*/
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default)]
    pub struct ApiErrorDetail {
        ///The SMS error code.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub error_code: ::std::option::Option<::std::string::String>,
        ///The SMS error message.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub error_msg: ::std::option::Option<::std::string::String>,
    }
    /**The status of a source server.

The page describes SYNCING twice and STOPPING never. The second description of SYNCING is that of STOPPING, as
other editions of the page say.*/
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd
    )]
    pub enum CopyState {
        #[serde(rename = "UNAVAILABLE")]
        Unavailable,
        #[serde(rename = "WAITING")]
        Waiting,
        #[serde(rename = "INIT")]
        Init,
        #[serde(rename = "REPLICATE")]
        Replicate,
        #[serde(rename = "SYNCING")]
        Syncing,
        #[serde(rename = "STOPPING")]
        Stopping,
        #[serde(rename = "STOPPED")]
        Stopped,
        #[serde(rename = "DELETING")]
        Deleting,
        #[serde(rename = "ERROR")]
        Error,
        #[serde(rename = "CLONING")]
        Cloning,
        #[serde(rename = "CUTOVERING")]
        Cutovering,
        #[serde(rename = "FINISHED")]
        Finished,
    }
    impl ::std::fmt::Display for CopyState {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::Unavailable => f.write_str("UNAVAILABLE"),
                Self::Waiting => f.write_str("WAITING"),
                Self::Init => f.write_str("INIT"),
                Self::Replicate => f.write_str("REPLICATE"),
                Self::Syncing => f.write_str("SYNCING"),
                Self::Stopping => f.write_str("STOPPING"),
                Self::Stopped => f.write_str("STOPPED"),
                Self::Deleting => f.write_str("DELETING"),
                Self::Error => f.write_str("ERROR"),
                Self::Cloning => f.write_str("CLONING"),
                Self::Cutovering => f.write_str("CUTOVERING"),
                Self::Finished => f.write_str("FINISHED"),
            }
        }
    }
    impl ::std::str::FromStr for CopyState {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "UNAVAILABLE" => Ok(Self::Unavailable),
                "WAITING" => Ok(Self::Waiting),
                "INIT" => Ok(Self::Init),
                "REPLICATE" => Ok(Self::Replicate),
                "SYNCING" => Ok(Self::Syncing),
                "STOPPING" => Ok(Self::Stopping),
                "STOPPED" => Ok(Self::Stopped),
                "DELETING" => Ok(Self::Deleting),
                "ERROR" => Ok(Self::Error),
                "CLONING" => Ok(Self::Cloning),
                "CUTOVERING" => Ok(Self::Cutovering),
                "FINISHED" => Ok(Self::Finished),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for CopyState {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for CopyState {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    ///The stage that the migration of a source server has reached.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd
    )]
    pub enum MigrationCycle {
        #[serde(rename = "cutovering")]
        Cutovering,
        #[serde(rename = "cutovered")]
        Cutovered,
        #[serde(rename = "checking")]
        Checking,
        #[serde(rename = "setting")]
        Setting,
        #[serde(rename = "replicating")]
        Replicating,
        #[serde(rename = "syncing")]
        Syncing,
    }
    impl ::std::fmt::Display for MigrationCycle {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::Cutovering => f.write_str("cutovering"),
                Self::Cutovered => f.write_str("cutovered"),
                Self::Checking => f.write_str("checking"),
                Self::Setting => f.write_str("setting"),
                Self::Replicating => f.write_str("replicating"),
                Self::Syncing => f.write_str("syncing"),
            }
        }
    }
    impl ::std::str::FromStr for MigrationCycle {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "cutovering" => Ok(Self::Cutovering),
                "cutovered" => Ok(Self::Cutovered),
                "checking" => Ok(Self::Checking),
                "setting" => Ok(Self::Setting),
                "replicating" => Ok(Self::Replicating),
                "syncing" => Ok(Self::Syncing),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for MigrationCycle {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for MigrationCycle {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    /**The id of a source server in SMS.

The page allows an empty id. One would address another path, so at least one character is required here. The
page masks its example, so no particular syntax is demanded.*/
    #[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[serde(transparent)]
    pub struct SourceId(::std::string::String);
    impl ::std::ops::Deref for SourceId {
        type Target = ::std::string::String;
        fn deref(&self) -> &::std::string::String {
            &self.0
        }
    }
    impl ::std::convert::From<SourceId> for ::std::string::String {
        fn from(value: SourceId) -> Self {
            value.0
        }
    }
    impl ::std::str::FromStr for SourceId {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            if value.chars().count() > 255usize {
                return Err("longer than 255 characters".into());
            }
            if value.chars().count() < 1usize {
                return Err("shorter than 1 characters".into());
            }
            Ok(Self(value.to_string()))
        }
    }
    impl ::std::convert::TryFrom<&str> for SourceId {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for SourceId {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl<'de> ::serde::Deserialize<'de> for SourceId {
        fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
        where
            D: ::serde::Deserializer<'de>,
        {
            ::std::string::String::deserialize(deserializer)?
                .parse()
                .map_err(|e: self::error::ConversionError| {
                    <D::Error as ::serde::de::Error>::custom(e.to_string())
                })
        }
    }
    /**The id of a migration task.

The page allows an empty id. One would address another path, so at least one character is required here. The
page masks most of its examples, so no particular syntax is demanded.*/
    #[derive(::serde::Serialize, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[serde(transparent)]
    pub struct TaskId(::std::string::String);
    impl ::std::ops::Deref for TaskId {
        type Target = ::std::string::String;
        fn deref(&self) -> &::std::string::String {
            &self.0
        }
    }
    impl ::std::convert::From<TaskId> for ::std::string::String {
        fn from(value: TaskId) -> Self {
            value.0
        }
    }
    impl ::std::str::FromStr for TaskId {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            if value.chars().count() > 255usize {
                return Err("longer than 255 characters".into());
            }
            if value.chars().count() < 1usize {
                return Err("shorter than 1 characters".into());
            }
            Ok(Self(value.to_string()))
        }
    }
    impl ::std::convert::TryFrom<&str> for TaskId {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for TaskId {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl<'de> ::serde::Deserialize<'de> for TaskId {
        fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
        where
            D: ::serde::Deserializer<'de>,
        {
            ::std::string::String::deserialize(deserializer)?
                .parse()
                .map_err(|e: self::error::ConversionError| {
                    <D::Error as ::serde::de::Error>::custom(e.to_string())
                })
        }
    }
    ///What a migration task is told to do.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Copy,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd
    )]
    pub enum TaskOperation {
        #[serde(rename = "start")]
        Start,
        #[serde(rename = "stop")]
        Stop,
        #[serde(rename = "collect_log")]
        CollectLog,
        #[serde(rename = "test")]
        Test,
        #[serde(rename = "clone_test")]
        CloneTest,
        #[serde(rename = "restart")]
        Restart,
        #[serde(rename = "sync_failed_rollback")]
        SyncFailedRollback,
    }
    impl ::std::fmt::Display for TaskOperation {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match *self {
                Self::Start => f.write_str("start"),
                Self::Stop => f.write_str("stop"),
                Self::CollectLog => f.write_str("collect_log"),
                Self::Test => f.write_str("test"),
                Self::CloneTest => f.write_str("clone_test"),
                Self::Restart => f.write_str("restart"),
                Self::SyncFailedRollback => f.write_str("sync_failed_rollback"),
            }
        }
    }
    impl ::std::str::FromStr for TaskOperation {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "start" => Ok(Self::Start),
                "stop" => Ok(Self::Stop),
                "collect_log" => Ok(Self::CollectLog),
                "test" => Ok(Self::Test),
                "clone_test" => Ok(Self::CloneTest),
                "restart" => Ok(Self::Restart),
                "sync_failed_rollback" => Ok(Self::SyncFailedRollback),
                _ => Err("invalid value".into()),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for TaskOperation {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for TaskOperation {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    /**Where a source server stands: its copy state, its migration cycle, or both.

Both fields are optional on the page, which makes an empty update legal on paper. It would say nothing, and
the 2026 edition requires both fields, so at least one is required here. The page names no other fields, so
no others are sent.*/
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default)]
    #[serde(deny_unknown_fields)]
    pub struct UpdateCopyStateRequest {
        ///The new status of the source server.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub copystate: ::std::option::Option<CopyState>,
        ///The stage that the migration has reached.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub migrationcycle: ::std::option::Option<MigrationCycle>,
    }
    /**The answer to an update.

The page gives its type, a string, and no example. An empty body, plain text, a JSON string and an empty JSON
object all count as success.*/
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd
    )]
    #[serde(transparent)]
    pub struct UpdateCopyStateResponse(pub ::std::string::String);
    impl ::std::ops::Deref for UpdateCopyStateResponse {
        type Target = ::std::string::String;
        fn deref(&self) -> &::std::string::String {
            &self.0
        }
    }
    impl ::std::convert::From<UpdateCopyStateResponse> for ::std::string::String {
        fn from(value: UpdateCopyStateResponse) -> Self {
            value.0
        }
    }
    impl ::std::convert::From<::std::string::String> for UpdateCopyStateResponse {
        fn from(value: ::std::string::String) -> Self {
            Self(value)
        }
    }
    impl ::std::fmt::Display for UpdateCopyStateResponse {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            self.0.fmt(f)
        }
    }
    impl ::std::str::FromStr for UpdateCopyStateResponse {
        type Err = ::std::convert::Infallible;
        fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
            Ok(Self(value.to_string()))
        }
    }
    /**An action on a migration task.

The page names no other fields, so no others are sent; `params`, which one of its examples uses, is a mistake
for `param`.*/
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[serde(deny_unknown_fields)]
    pub struct UpdateTaskStatusRequest {
        ///What the task is to do.
        pub operation: TaskOperation,
        ///The parameters of the operation, such as `bucket` for `collect_log`.
        #[serde(
            default,
            skip_serializing_if = ":: std :: collections :: BTreeMap::is_empty"
        )]
        pub param: ::std::collections::BTreeMap<
            ::std::string::String,
            ::std::string::String,
        >,
    }
    /// Error types.
    pub mod error {
        /// Error from a `TryFrom` or `FromStr` implementation.
        pub struct ConversionError(::std::borrow::Cow<'static, str>);
        impl ::std::error::Error for ConversionError {}
        impl ::std::fmt::Display for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }
        impl ::std::fmt::Debug for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
        impl From<&'static str> for ConversionError {
            fn from(value: &'static str) -> Self {
                Self(value.into())
            }
        }
        impl From<String> for ConversionError {
            fn from(value: String) -> Self {
                Self(value.into())
            }
        }
    }
}
#[derive(Clone, Debug)]
/**Client for Server Migration Service, control side

The two operations that control a server migration: telling a migration task what to do next, and reporting where
a source server stands.

An agent runs on the source server and registers it with the service. A migration task moves one source server to
a target server: check, full replication, continuous synchronisation, cut-over.

Version: v3*/
pub struct Client {
    pub(crate) baseurl: String,
    pub(crate) client: reqwest::Client,
    pub(crate) inner: crate::Session,
}
impl Client {
    /// Construct a new client with an existing `reqwest::Client`,
    /// allowing more control over its configuration.
    ///
    /// `baseurl` is the base URL provided to the internal
    /// `reqwest::Client`, and should include a scheme and hostname,
    /// as well as port and a path stem if applicable.
    pub(crate) fn new_with_client(
        baseurl: &str,
        client: reqwest::Client,
        inner: crate::Session,
    ) -> Self {
        Self {
            baseurl: baseurl.to_string(),
            client,
            inner,
        }
    }
}
impl ClientInfo<crate::Session> for Client {
    fn api_version() -> &'static str {
        "v3"
    }
    fn baseurl(&self) -> &str {
        self.baseurl.as_str()
    }
    fn client(&self) -> &reqwest::Client {
        &self.client
    }
    fn inner(&self) -> &crate::Session {
        &self.inner
    }
}
const _: () = {
    #[allow(dead_code)]
    fn assert_client_hooks()
    where
        Client: ClientHooks<crate::Session>,
    {}
};
#[allow(clippy::all)]
impl Client {
    /**Report where a source server stands

Sets the copy state of a source server, its migration cycle, or both.

The call sets values and nothing else, so sending it again leaves the source server in the same state.

Sends a `PUT` request to `/v3/sources/{source_id}/changestate`

Arguments:
- `source_id`: The source server, by the id it has in SMS.
- `body`: The new copy state, the new migration cycle, or both.
*/
    pub async fn update_copy_state<'a>(
        &'a self,
        source_id: &'a types::SourceId,
        body: &'a types::UpdateCopyStateRequest,
    ) -> Result<ResponseValue<types::UpdateCopyStateResponse>, Error<types::ApiError>> {
        let url = format!(
            "{}/v3/sources/{}/changestate", self.baseurl, encode_path(& source_id
            .to_string()),
        );
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .put(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "update_copy_state",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => ResponseValue::from_response(response).await,
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            403u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            500u16..=599u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
    /**Tell a migration task what to do next

Starts, pauses, tests, restarts or rolls back a migration task, or has its logs uploaded.

A success means that the action was queued. The agent on the source server polls for it, so the effect comes
later. There is no idempotency key: an action that may have been processed must not be sent again.

Sends a `POST` request to `/v3/tasks/{task_id}/action`

Arguments:
- `task_id`: The migration task, by its id.
- `body`: The operation to perform, with its parameters if it takes any.
*/
    pub async fn update_task_status<'a>(
        &'a self,
        task_id: &'a types::TaskId,
        body: &'a types::UpdateTaskStatusRequest,
    ) -> Result<ResponseValue<()>, Error<types::ApiError>> {
        let url = format!(
            "{}/v3/tasks/{}/action", self.baseurl, encode_path(& task_id.to_string()),
        );
        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
        header_map
            .append(
                ::reqwest::header::HeaderName::from_static("api-version"),
                ::reqwest::header::HeaderValue::from_static(Self::api_version()),
            );
        #[allow(unused_mut)]
        let mut request = self
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .headers(header_map)
            .build()?;
        let info = OperationInfo {
            operation_id: "update_task_status",
        };
        self.pre(&mut request, &info).await?;
        let result = self.exec(request, &info).await;
        self.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200u16 => Ok(ResponseValue::empty(response)),
            400u16..=499u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            403u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            500u16..=599u16 => {
                Err(Error::ErrorResponse(ResponseValue::from_response(response).await?))
            }
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
}
/// Items consumers will typically use such as the Client.
pub mod prelude {
    #[allow(unused_imports)]
    pub use super::Client;
}

/// The operations of the contract.
pub mod operations {
    use crate::operation::{Operation, Retry};
    /// a
    pub const UPDATE_COPY_STATE: Operation = Operation {
        id: "UpdateCopyState",
        hook_id: "update_copy_state",
        method: ::http::Method::PUT,
        path: "/v3/sources/{source_id}/changestate",
        retry: Retry::Repeatable,
    };
    /// a
    pub const UPDATE_TASK_STATUS: Operation = Operation {
        id: "UpdateTaskStatus",
        hook_id: "update_task_status",
        method: ::http::Method::POST,
        path: "/v3/tasks/{task_id}/action",
        retry: Retry::OnlyIfNotProcessed,
    };
    /// a
    pub const ALL: &[&Operation] = &[&UPDATE_COPY_STATE, &UPDATE_TASK_STATUS];
}
/// a
pub const REGIONS: &[(&str, &str)] = &[(
    "ap-southeast-3",
    "https://sms.ap-southeast-3.myhuaweicloud.com",
)];
