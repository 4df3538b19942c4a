/** What is sent of a picture that somebody chose: its middle, square and small. */

/** Some more than the server keeps, which makes it anew. */
const SIDE_PX = 384;
const QUALITY = 0.9;

/** @throws Error in words for people when the browser can't read the file */
export async function squarePicture(file: Blob): Promise<Blob> {
  const image = await createImageBitmap(file).catch((cause: unknown) => {
    throw new Error('This browser can’t read that file as a picture. Take a JPEG, PNG or WebP.', { cause });
  });
  try {
    const side = Math.min(image.width, image.height);
    const canvas = document.createElement('canvas');
    canvas.width = SIDE_PX;
    canvas.height = SIDE_PX;
    const context = canvas.getContext('2d');
    if (!context) throw new Error('This browser can’t make the picture smaller.');
    // JPEG has no transparency: without this it would be black.
    context.fillStyle = 'white';
    context.fillRect(0, 0, SIDE_PX, SIDE_PX);
    const [left, top] = [(image.width - side) / 2, (image.height - side) / 2];
    context.drawImage(image, left, top, side, side, 0, 0, SIDE_PX, SIDE_PX);
    const jpeg = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
    if (!jpeg) throw new Error('This browser can’t make the picture smaller.');
    return jpeg;
  } finally {
    image.close();
  }
}
