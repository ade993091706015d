"""PyTorch's side of the benchmark of features: torchvision's ResNet-18 on photographs, from their files to the numbers.

Mode `default` is fp32 as it comes; `tuned` is channels-last, with bf16 autocast where `--precision` says so. Both use a DataLoader, whose workers are processes. With
`--write-model FILE` the random weights are saved for the other side and nothing is measured. One mode, one JSON object.
"""

import argparse
import pathlib
import statistics

import torch
from PIL import Image

import peer
from torchvision_import import import_torchvision

torchvision = import_torchvision()

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


class Files(torch.utils.data.Dataset):
    """The images of a folder and those below it, prepared as torchvision's weights are evaluated."""

    def __init__(self, folder):
        self.paths = sorted(path for path in pathlib.Path(folder).rglob("*") if path.is_file())
        transforms = torchvision.transforms
        self.prepare = transforms.Compose([
            transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(), transforms.Normalize(MEAN, STD)])

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        return self.prepare(Image.open(self.paths[index]).convert("RGB"))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write-model")
    parser.add_argument("--mode", choices=["default", "tuned"], default="default")
    parser.add_argument("--precision", choices=["fp32", "bf16"], default="bf16", help="of mode tuned (default: bf16)")
    parser.add_argument("--data")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.manual_seed(0)
    model = torchvision.models.resnet18()
    if arguments.write_model:
        torch.save(model.state_dict(), arguments.write_model)
        return
    torch.set_num_threads(arguments.threads)
    tuned = arguments.mode == "tuned"
    memory_format = torch.channels_last if tuned else torch.contiguous_format
    model.fc = torch.nn.Identity()
    model = model.eval().to(memory_format=memory_format)
    files = Files(arguments.data)

    def one_pass():
        loader = torch.utils.data.DataLoader(files, arguments.batch_size, num_workers=arguments.workers)
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=tuned and arguments.precision == "bf16"):
            for images in loader:
                model(images.to(memory_format=memory_format))

    seconds = peer.measure(one_pass, arguments.runs, 1)
    peer.report(
        f"embed resnet18 {arguments.mode}", seconds, imagesPerSecond=len(files) / statistics.median(seconds),
        workers=arguments.workers)


if __name__ == "__main__":
    main()
