#include <arpa/inet.h>
#include <c10/util/Logging.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <string>

#include "Support.h"

using namespace ctorch;

namespace {

using Milliseconds = std::chrono::milliseconds;

// The members of a group, and what was sent to them.
struct Members : torch::CustomClassHolder {
  explicit Members(c10::intrusive_ptr<c10d::Backend> backend) : backend(std::move(backend)) {}

  c10::intrusive_ptr<c10d::Backend> backend;
  std::atomic<int64_t> messages{0}, bytes{0}, nanoseconds{0};

  double others() const { return static_cast<double>(backend->getSize() - 1); }

  // A ring sends each part of a sum once around to add it up, and once to tell it.
  int64_t bytes_of_sum(const at::Tensor &tensor) const {
    return static_cast<int64_t>(2.0 * static_cast<double>(tensor.nbytes()) * others() / (others() + 1));
  }

  void wait(const c10::intrusive_ptr<c10d::Work> &work, int64_t sent) {
    const auto start = std::chrono::steady_clock::now();
    work->wait();
    nanoseconds += std::chrono::nanoseconds(std::chrono::steady_clock::now() - start).count();
    messages += 1;
    bytes += sent;
  }
};

using Group = c10::intrusive_ptr<Members>;

struct Work {
  c10::intrusive_ptr<c10d::Work> work;
  // What it works on, which must outlive it.
  std::vector<at::Tensor> tensors;
  Group group;
};

c10d::Store &store_of(ct_store store) { return **static_cast<c10::intrusive_ptr<c10d::TCPStore> *>(store.impl); }
Group &group_of(ct_group group) { return *static_cast<Group *>(group.impl); }

// As `guarded`, for what depends on other processes.
template <typename Body>
ct_status guarded_together(Body &&body) noexcept {
  ct_status status = guarded(body);
  return status == CT_OK || status == CT_OUT_OF_MEMORY ? status : CT_UNAVAILABLE;
}

bool is_loopback(const std::string &host) {
  return host == "localhost" || host == "::1" || host.compare(0, 4, "127.") == 0;
}

// A socket that listens on the loopback alone; c10d would listen on every interface.
int listen_on_loopback(uint16_t port) {
  int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int yes = 1;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  if (descriptor < 0 || setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
      bind(descriptor, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0 || listen(descriptor, 2048) != 0) {
    const int code = errno;
    if (descriptor >= 0) close(descriptor);
    TORCH_CHECK(false, "cannot listen on port ", port, ": ", std::strerror(code));
  }
  return descriptor;
}

// Where all parts together are no larger than this, the time of a sum is that of its messages one after the other.
constexpr size_t SMALL_SUM = 1 << 18;

// Replaces a tensor by its sum. A ring passes a sum around twice; of what is small everybody sends its part to everybody at once, and adds
// the parts in one order.
void sum(const Group &group, at::Tensor tensor) {
  const auto size = group->backend->getSize();
  if (tensor.nbytes() * static_cast<size_t>(size) > SMALL_SUM) {
    std::vector<at::Tensor> tensors{tensor};
    group->wait(group->backend->allreduce(tensors, {}), group->bytes_of_sum(tensor));
    return;
  }
  auto parts = tensor.reshape({1, -1}).expand({size, -1}).contiguous();
  auto all = at::empty_like(parts);
  std::vector<int64_t> even;
  group->wait(group->backend->alltoall_base(all, parts, even, even, {}),
              static_cast<int64_t>(static_cast<double>(tensor.nbytes()) * group->others()));
  auto total = all[0];
  for (int rank = 1; rank < size; rank++) total += all[rank];
  tensor.copy_(total.reshape(tensor.sizes()));
}

struct RecordedSum : torch::autograd::Function<RecordedSum> {
  static at::Tensor forward(torch::autograd::AutogradContext *context, const at::Tensor &input, const Group &group) {
    context->saved_data["group"] = c10::IValue::make_capsule(group);
    auto result = input.contiguous().clone();
    sum(group, result);
    return result;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                 torch::autograd::variable_list gradients) {
    auto group = c10::static_intrusive_pointer_cast<Members>(context->saved_data["group"].toCapsule());
    auto result = gradients[0].contiguous().clone();
    sum(group, result);
    return {result, at::Tensor()};
  }
};

// A broken connection is thrown, and told in one line; c10d's warnings with their stacks come if they are asked for.
void quieten_warnings() {
  if (std::getenv("TORCH_CPP_LOG_LEVEL")) {
    c10::initLogging();
  } else {
    FLAGS_caffe2_log_level = std::max(FLAGS_caffe2_log_level, static_cast<int>(c10::GLOG_ERROR));
  }
}

}  // namespace

ct_status ct_store_open(const char *host, uint16_t port, bool is_server, int64_t timeout_milliseconds, ct_store *out) {
  return guarded_together([&] {
    quieten_warnings();
    c10d::TCPStoreOptions options;
    options.port = port;
    options.isServer = is_server;
    options.waitWorkers = false;
    options.timeout = Milliseconds(timeout_milliseconds);
    if (is_server && is_loopback(host)) {
      options.masterListenFd = listen_on_loopback(port);
      sockaddr_in address{};
      socklen_t size = sizeof address;
      getsockname(*options.masterListenFd, reinterpret_cast<sockaddr *>(&address), &size);
      options.port = ntohs(address.sin_port);
    }
    out->impl = new c10::intrusive_ptr<c10d::TCPStore>(c10::make_intrusive<c10d::TCPStore>(std::string(host), options));
  });
}

void ct_store_free(ct_store store) { delete static_cast<c10::intrusive_ptr<c10d::TCPStore> *>(store.impl); }

uint16_t ct_store_port(ct_store store) {
  return (*static_cast<c10::intrusive_ptr<c10d::TCPStore> *>(store.impl))->getPort();
}

ct_status ct_store_set(ct_store store, const char *key, const char *value) {
  return guarded_together([&] { store_of(store).set(key, std::string(value)); });
}

ct_status ct_store_has(ct_store store, const char *key, bool *out) {
  return guarded_together([&] { *out = store_of(store).check({key}); });
}

ct_status ct_store_get(ct_store store, const char *key, char *out, int64_t capacity) {
  return guarded_together([&] {
    const auto value = store_of(store).get(key);
    const auto count = std::min<size_t>(value.size(), static_cast<size_t>(capacity - 1));
    std::copy_n(value.begin(), count, out);
    out[count] = 0;
  });
}

ct_status ct_store_add(ct_store store, const char *key, int64_t value, int64_t *out) {
  return guarded_together([&] { *out = store_of(store).add(key, value); });
}

ct_status ct_group_open(ct_store store, const char *name, const char *host, int32_t rank, int32_t size,
                        int64_t timeout_milliseconds, ct_group *out) {
  return guarded_together([&] {
    auto options = c10d::ProcessGroupGloo::Options::create(Milliseconds(timeout_milliseconds));
    const char *interfaces = std::getenv("GLOO_SOCKET_IFNAME");
    if (interfaces && *interfaces) {
      std::stringstream names(interfaces);
      for (std::string each; std::getline(names, each, ',');) {
        options->devices.push_back(c10d::ProcessGroupGloo::createDeviceForInterface(each));
      }
    } else if (host) {
      options->devices.push_back(
          c10d::ProcessGroupGloo::createDeviceForHostname(is_loopback(host) ? "127.0.0.1" : host));
    } else {
      options->devices.push_back(c10d::ProcessGroupGloo::createDefaultDevice());
    }
    options->threads = static_cast<int>(2 * options->devices.size());
    auto own = c10::make_intrusive<c10d::PrefixStore>(
        std::string(name), *static_cast<c10::intrusive_ptr<c10d::TCPStore> *>(store.impl));
    out->impl = new Group(c10::make_intrusive<Members>(c10::make_intrusive<c10d::ProcessGroupGloo>(own, rank, size, options)));
  });
}

void ct_group_traffic(ct_group group, int64_t *messages, int64_t *bytes, int64_t *nanoseconds) {
  const auto &members = group_of(group);
  *messages = members->messages;
  *bytes = members->bytes;
  *nanoseconds = members->nanoseconds;
}

void ct_group_free(ct_group group) { delete static_cast<Group *>(group.impl); }

ct_status ct_group_sum_(ct_group group, ct_tensor tensor) {
  return guarded_together([&] { sum(group_of(group), borrow(tensor)); });
}

ct_status ct_group_begin_sum_(ct_group group, ct_tensor tensor, ct_work *out) {
  return guarded_together([&] {
    std::vector<at::Tensor> tensors{borrow(tensor)};
    auto work = group_of(group)->backend->allreduce(tensors, {});
    out->impl = new Work{std::move(work), std::move(tensors), group_of(group)};
  });
}

ct_status ct_work_wait(ct_work work) {
  return guarded_together([&] {
    auto &own = *static_cast<Work *>(work.impl);
    own.group->wait(own.work, own.group->bytes_of_sum(own.tensors[0]));
  });
}

void ct_work_free(ct_work work) { delete static_cast<Work *>(work.impl); }

ct_status ct_group_sum(ct_group group, ct_tensor tensor, ct_tensor *out) {
  return guarded_together([&] { *out = wrap(RecordedSum::apply(borrow(tensor), group_of(group))); });
}

ct_status ct_group_gather(ct_group group, ct_tensor tensor, ct_ints counts, ct_tensor *out) {
  return guarded_together([&] {
    c10::InferenceMode plain(false);
    at::NoGradGuard unrecorded;
    auto &members = group_of(group);
    auto own = borrow(tensor).contiguous();
    const auto rows = ints(counts);
    const auto most = *std::max_element(rows.begin(), rows.end());
    const auto size = members->backend->getSize();
    TORCH_CHECK(own.dim() >= 1 && rows.size() == static_cast<size_t>(size) &&
                    own.size(0) == rows[static_cast<size_t>(members->backend->getRank())],
                "the rows do not fit the group");
    auto shape = own.sizes().vec();
    shape[0] = most;
    // Gloo gathers what is of one size: shorter parts are filled up, and cut afterwards.
    if (own.size(0) < most) {
      auto filled = at::zeros(shape, own.options());
      filled.narrow(0, 0, own.size(0)).copy_(own);
      own = filled;
    }
    std::vector<at::Tensor> inputs{own};
    std::vector<std::vector<at::Tensor>> outputs(1);
    shape[0] = most * size;
    auto all = at::empty(shape, own.options());
    for (int64_t i = 0; i < size; i++) outputs[0].push_back(all.narrow(0, i * most, most));
    members->wait(members->backend->allgather(outputs, inputs, {}),
                  static_cast<int64_t>(static_cast<double>(own.nbytes()) * members->others()));
    std::vector<at::Tensor> parts;
    for (size_t i = 0; i < rows.size(); i++) parts.push_back(outputs[0][i].narrow(0, 0, rows[i]));
    const bool isEven = std::all_of(rows.begin(), rows.end(), [&](int64_t count) { return count == most; });
    *out = wrap(isEven ? all : at::cat(parts));
  });
}

ct_status ct_group_broadcast_(ct_group group, ct_tensor tensor, int32_t root) {
  return guarded_together([&] {
    c10d::BroadcastOptions options;
    options.rootRank = root;
    auto own = borrow(tensor);
    auto whole = own.contiguous();
    std::vector<at::Tensor> tensors{whole};
    const auto &members = group_of(group);
    members->wait(members->backend->broadcast(tensors, options), static_cast<int64_t>(whole.nbytes()));
    at::NoGradGuard unrecorded;
    if (!whole.is_same(own)) own.copy_(whole);
  });
}
