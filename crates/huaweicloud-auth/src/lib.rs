//! Who is calling: credentials for the APIs of the cloud.
