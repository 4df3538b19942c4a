// mediasoup uses ankerl::unordered_dense for its maps, which Debian 12 does not have. The worker asks nothing of it that the
// standard containers don't offer, so this header, found first on the include path, gives them these names.

#ifndef SIDELINE_UNORDERED_DENSE_H
#define SIDELINE_UNORDERED_DENSE_H

#include <functional>
#include <unordered_map>
#include <unordered_set>

namespace ankerl::unordered_dense
{
	template<class Key>
	using hash = std::hash<Key>;

	template<class Key, class Value, class Hash = std::hash<Key>, class Equal = std::equal_to<Key>>
	using map = std::unordered_map<Key, Value, Hash, Equal>;

	template<class Key, class Hash = std::hash<Key>, class Equal = std::equal_to<Key>>
	using set = std::unordered_set<Key, Hash, Equal>;
} // namespace ankerl::unordered_dense

#endif
