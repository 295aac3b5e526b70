//! A picture of any make, as a small one of ours: so no file of somebody's is ever shown as they sent it.

use std::io::Cursor;
use std::sync::LazyLock;

use image::codecs::png::{CompressionType, FilterType as Filter, PngEncoder};
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder as _, ImageReader, Limits};
use tokio::sync::Semaphore;

/// Width and height, in pixels: what Messenger shows.
const SIDE: u32 = 96;

/// The widest or highest picture that is read.
const MOST_PIXELS: u32 = 4096;

/// What a picture may take in memory while it is read.
const MOST_BYTES: u64 = 96 << 20;

/// How many are read at a time.
static TURNS: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2));

/// What cannot be shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unreadable;

/// The middle of a PNG, a JPEG, a GIF or a BMP, whatever it is said to be, as a square PNG, away from the threads that serve.
pub(crate) async fn shrunk(file: axum::body::Bytes) -> Result<Vec<u8>, Unreadable> {
    let _turn = TURNS.acquire().await.map_err(|_| Unreadable)?;
    tokio::task::spawn_blocking(move || square(&file)).await.map_err(|error| {
        tracing::error!(%error, "a picture could not be read");
        Unreadable
    })?
}

fn square(file: &[u8]) -> Result<Vec<u8>, Unreadable> {
    read(file).and_then(|image| write(&image)).map_err(|error| {
        tracing::debug!(%error, "what was sent is no picture");
        Unreadable
    })
}

fn read(file: &[u8]) -> image::ImageResult<DynamicImage> {
    let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS);
    limits.max_image_height = Some(MOST_PIXELS);
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut image = DynamicImage::from_decoder(decoder)?;
    image.apply_orientation(orientation);
    Ok(image)
}

fn write(image: &DynamicImage) -> image::ImageResult<Vec<u8>> {
    let small = image.resize_to_fill(SIDE, SIDE, FilterType::Triangle);
    let mut png = Vec::new();
    // Written once and sent often.
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Best, Filter::Adaptive);
    if small.color().has_alpha() {
        small.to_rgba8().write_with_encoder(encoder)?;
    } else {
        small.to_rgb8().write_with_encoder(encoder)?;
    }
    Ok(png)
}

#[cfg(test)]
mod tests {
    use image::{GenericImageView as _, ImageFormat, Rgba, RgbaImage};

    use super::*;

    fn file(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let image = RgbaImage::from_pixel(width, height, Rgba([200, 30, 30, 255]));
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::from(image).to_rgb8().write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn whatever_it_was_it_is_a_small_square() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::Bmp] {
            for (width, height) in [(300, 200), (1, 1), (96, 500)] {
                let png = square(&file(width, height, format)).unwrap();
                let image = image::load_from_memory_with_format(&png, ImageFormat::Png).unwrap();
                assert_eq!(image.dimensions(), (SIDE, SIDE), "{format:?} {width}x{height}");
                assert!(image.get_pixel(48, 48)[0] > 150, "{format:?}");
            }
        }
    }

    #[test]
    fn what_is_no_picture_or_a_huge_one_is_refused() {
        let wide = file(MOST_PIXELS + 1, 1, ImageFormat::Png);
        let half = file(300, 200, ImageFormat::Png);
        for bytes in [&b""[..], b"GIF89a", b"<svg/>", &wide, &half[..half.len() / 2]] {
            assert!(square(bytes).is_err());
        }
    }
}
