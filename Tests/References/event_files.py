"""Reads a TensorBoard event file with the tensorboard package; the input `folder` is a path as code points."""

import io

import numpy as np
from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from references import main


def read(inputs):
    folder = "".join(chr(int(code)) for code in inputs["folder"])
    events = EventAccumulator(folder, size_guidance={"images": 0, "scalars": 0, "histograms": 0})
    events.Reload()
    scalars = events.Scalars("loss/loss")
    picture = events.Images("correlation/C")[-1]
    histogram = events.Histograms("numbers")[-1].histogram_value
    pixels = np.asarray(Image.open(io.BytesIO(picture.encoded_image_string)).convert("RGB"), dtype=float)
    return {
        "steps": np.array([event.step for event in scalars], dtype=float),
        "values": np.array([event.value for event in scalars]),
        "times": np.array([event.wall_time for event in scalars]),
        "picture": pixels,
        "size": np.array([picture.width, picture.height], dtype=float),
        "limits": np.array(histogram.bucket_limit),
        "counts": np.array(histogram.bucket),
        "moments": np.array([histogram.min, histogram.max, histogram.num, histogram.sum, histogram.sum_squares]),
        "tags": float(len(events.Tags()["scalars"])),
    }


if __name__ == "__main__":
    main(read)
