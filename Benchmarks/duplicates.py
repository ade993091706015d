"""Precision and recall of `barlow duplicates` on planted copies of images.

    python Benchmarks/duplicates.py --barlow .build/release/barlow --data PHOTOS --work FOLDER [--images 500] [--threshold 0.9 …]

Takes a random subset of the images of PHOTOS, plants one altered copy of each with Pillow, and runs the tool on originals and copies of
one kind after the other. Recall is the share of copies that are in one group with their original. Precision is the share of all pairs
within groups that come of one original; what is grouped among the originals alone, which are true duplicates of the data set as often
as not, is told apart and counts as wrong all the same.
"""

import argparse
import itertools
import json
import pathlib
import random
import shutil
import subprocess

from PIL import Image, ImageDraw, ImageEnhance


def crop(image, share, draw):
    """A part with `share` of the width and of the height cut off, at a random place."""
    width, height = round(image.width * (1 - share)), round(image.height * (1 - share))
    left, top = draw.randint(0, image.width - width), draw.randint(0, image.height - height)
    return image.crop((left, top, left + width, top + height))


def recolor(image, draw):
    """More saturated, brighter or darker, and of more contrast."""
    image = ImageEnhance.Color(image).enhance(1.5)
    image = ImageEnhance.Brightness(image).enhance(draw.choice([0.85, 1.15]))
    return ImageEnhance.Contrast(image).enhance(1.2)


def watermark(image, draw):
    """A line of words across a lower corner."""
    image = image.copy()
    pen = ImageDraw.Draw(image)
    width, height = image.size
    pen.text((width * 0.5, height * 0.9), "© someone", fill=(255, 255, 255), font_size=max(6, height // 16))
    return image


def scaled(image, factor):
    size = max(1, round(image.width * factor)), max(1, round(image.height * factor))
    return image.resize(size, Image.BICUBIC)


KINDS = {
    "resized to 75 %": (lambda i, d: scaled(i, 0.75), "JPEG", 85),
    "resized to 50 %": (lambda i, d: scaled(i, 0.5), "JPEG", 85),
    "resized to 150 %": (lambda i, d: scaled(i, 1.5), "JPEG", 85),
    "JPEG, quality 90": (lambda i, d: i, "JPEG", 90),
    "JPEG, quality 50": (lambda i, d: i, "JPEG", 50),
    "JPEG, quality 30": (lambda i, d: i, "JPEG", 30),
    "WebP, quality 80": (lambda i, d: i, "WEBP", 80),
    "WebP, quality 40": (lambda i, d: i, "WEBP", 40),
    "cropped by 5 %": (lambda i, d: crop(i, 0.05, d), "JPEG", 85),
    "cropped by 10 %": (lambda i, d: crop(i, 0.1, d), "JPEG", 85),
    "cropped by 20 %": (lambda i, d: crop(i, 0.2, d), "JPEG", 85),
    "rotated": (lambda i, d: i.transpose(d.choice([Image.ROTATE_90, Image.ROTATE_180, Image.ROTATE_270])), "JPEG", 85),
    "mirrored": (lambda i, d: i.transpose(Image.FLIP_LEFT_RIGHT), "JPEG", 85),
    "recoloured": (recolor, "JPEG", 85),
    "watermarked": (watermark, "JPEG", 85),
}


def run(barlow, folders, threshold):
    words = [barlow, "duplicates", *map(str, folders), "--json", "--threshold", str(threshold)]
    return json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--barlow", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--work", required=True, help="a folder for the planted copies; it is emptied")
    parser.add_argument("--images", type=int, default=500)
    parser.add_argument("--threshold", type=float, nargs="+", default=[0.9])
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    work = pathlib.Path(arguments.work)
    originals = work / "originals"
    shutil.rmtree(work, ignore_errors=True)
    originals.mkdir(parents=True)
    draw = random.Random(arguments.seed)
    files = sorted(p for p in pathlib.Path(arguments.data).rglob("*") if p.suffix.lower() in (".jpg", ".jpeg", ".png"))
    files = draw.sample(files, min(arguments.images, len(files)))
    for number, file in enumerate(files):
        shutil.copy(file, originals / f"{number:06}{file.suffix}")
    for kind, (change, form, quality) in KINDS.items():
        folder = work / kind.replace(" ", "-").replace(",", "").replace("%", "percent")
        folder.mkdir()
        for number, file in enumerate(files):
            with Image.open(file) as image:
                copy = change(image.convert("RGB"), draw)
            copy.save(folder / f"{number:06}.{form.lower()}", form, quality=quality)

    for threshold in arguments.threshold:
        alone = run(arguments.barlow, [originals], threshold)
        natural = sum(len(g["others"]) * (len(g["others"]) + 1) // 2 for g in alone["groups"])
        print(f"\nthreshold {threshold}: {len(files)} images; {natural} pairs among the originals alone")
        print("| copies | recall | precision | wrong pairs |\n|---|---|---|---|")
        for kind in KINDS:
            folder = work / kind.replace(" ", "-").replace(",", "").replace("%", "percent")
            found = run(arguments.barlow, [originals, folder], threshold)
            recalled, right, pairs = set(), 0, 0
            for group in found["groups"]:
                paths = [pathlib.Path(group["keep"]["path"])] + [pathlib.Path(o["path"]) for o in group["others"]]
                for a, b in itertools.combinations(paths, 2):
                    pairs += 1
                    if a.stem == b.stem:
                        right += 1
                        recalled.add(a.stem)
            precision = right / pairs if pairs else 1.0
            print(f"| {kind} | {len(recalled) / len(files):.4f} | {precision:.4f} | {pairs - right} |", flush=True)


if __name__ == "__main__":
    main()
