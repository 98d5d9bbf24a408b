//! Forms of several parts as they come in.

use axum::http::StatusCode;

use super::call::Call;
use super::rejection::Rejection;
use crate::multipart::{FormReader, Multipart, Received, Scale};

impl Call {
    /// Reads and checks a form of several parts (`multipart/form-data`).
    ///
    /// # Errors
    ///
    /// A rejection with status 415 when it has another media type, 413 when it or a part of it is
    /// too large, and 400 when it cannot be read, or with every violation.
    pub async fn multipart<T: Multipart>(self) -> Result<T, Rejection> {
        let clock = self.clock();
        self.content(&["multipart/form-data"])?;
        let boundary = multer::parse_boundary(self.content_type().unwrap_or_default());
        let boundary = boundary.map_err(unreadable)?;
        let mut form = multer::Multipart::new(self.stream()?, boundary);
        let mut scale = Scale::new(T::SIZES);
        let mut parts = Vec::new();
        while let Some(field) = form.next_field().await.map_err(unreadable)? {
            parts.push(receive(field, &mut scale).await?);
        }
        let mut reader = FormReader::new(parts);
        let read = clock.during(|| T::read(&mut reader));
        let violations = reader.finish();
        match read {
            Ok(form) if violations.is_empty() => Ok(form),
            _ => Err(Rejection::invalid_form(violations)),
        }
    }
}

async fn receive(
    mut field: multer::Field<'static>,
    scale: &mut Scale,
) -> Result<Received, Rejection> {
    let name = field.name().unwrap_or_default().to_owned();
    scale.part(&name);
    let mut body = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
        scale
            .add(chunk.len() as u64)
            .map_err(|(limit, violation)| Rejection::too_large_part(limit, violation))?;
        body.extend_from_slice(&chunk);
    }
    Ok(Received {
        name,
        file_name: field.file_name().map(str::to_owned),
        content_type: field.content_type().map(ToString::to_string),
        body: body.into(),
    })
}

fn unreadable(error: multer::Error) -> Rejection {
    match error {
        multer::Error::StreamReadFailed(error) => match error.downcast::<std::io::Error>() {
            Ok(error) => Rejection::broken_off(*error),
            Err(_) => Rejection::new(StatusCode::BAD_REQUEST, "the body broke off"),
        },
        error => {
            let detail = format!("the form cannot be read: {error}");
            Rejection::new(StatusCode::BAD_REQUEST, detail)
        }
    }
}
